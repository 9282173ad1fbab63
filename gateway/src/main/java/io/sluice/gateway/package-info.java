/** The assembly: what a configuration means, and the gateway that is made of it. */
package io.sluice.gateway;
