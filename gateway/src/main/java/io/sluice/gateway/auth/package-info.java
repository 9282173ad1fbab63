/** Who a client is and what it may do: password file, ACL file, and the order in which they ask. */
package io.sluice.gateway.auth;
