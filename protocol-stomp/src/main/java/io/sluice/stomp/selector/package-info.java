/**
 * Selectors: conditions over the headers of messages, in a part of SQL-92. Compiled once, asked for
 * each message; knows neither frames nor the broker.
 */
package io.sluice.stomp.selector;
