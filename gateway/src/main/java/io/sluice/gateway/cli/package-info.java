/** The command line. The only package that prints. */
package io.sluice.gateway.cli;
