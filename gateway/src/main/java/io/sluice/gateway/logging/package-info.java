/** Logging that is not made ready before there is something to log. */
package io.sluice.gateway.logging;
