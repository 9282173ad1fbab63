/**
 * MQTT's bytes: how packets are told apart, read strictly, and written. Knows the rules that one
 * packet alone can break; what depends on packets before it is the session's.
 */
package io.sluice.mqtt.packet;
