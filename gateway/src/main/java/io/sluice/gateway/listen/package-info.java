/** Sockets: who may connect, over which transport, and which protocol is given the connection. */
package io.sluice.gateway.listen;
