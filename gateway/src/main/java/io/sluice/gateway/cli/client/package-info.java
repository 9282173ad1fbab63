/**
 * The client side of the command line: {@code pub}, {@code sub}, and what every command that opens
 * a connection needs (addresses, sockets, a terminal).
 */
package io.sluice.gateway.cli.client;
