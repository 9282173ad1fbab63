/** JMH benches of the parts that stand in the way of every message. */
package io.sluice.bench;
