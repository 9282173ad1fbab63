/** The seams to those who decide who a client is and what it may do. */
package io.sluice.auth;
