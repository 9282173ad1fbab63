/** The HTTP side for operators: metrics, health, and the admin API behind its token. */
package io.sluice.gateway.admin;
