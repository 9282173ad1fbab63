/**
 * Groups and queues: one cursor over the log, its messages parted among the members. A group is a
 * session of the broker like any client's, and so sleeps, falls behind and comes back as they do.
 */
package io.sluice.group;
