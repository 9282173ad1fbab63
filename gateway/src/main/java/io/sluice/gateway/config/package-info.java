/** What can be set, and the one place that reads files and the environment to find it out. */
package io.sluice.gateway.config;
