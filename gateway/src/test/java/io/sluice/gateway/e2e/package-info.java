/**
 * The whole gateway, in a process of its own, before clients that others wrote. Nothing in here
 * reaches into the gateway: what is shown is what a user sees.
 */
package io.sluice.gateway.e2e;
