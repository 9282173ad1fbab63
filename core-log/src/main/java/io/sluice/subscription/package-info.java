/** Who wants what: the index of subscriptions, retained messages, sessions and their cursors. */
package io.sluice.subscription;
