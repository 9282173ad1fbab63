/** The ring and its stages, and the replaying for those who are behind. */
package io.sluice.pipeline;
