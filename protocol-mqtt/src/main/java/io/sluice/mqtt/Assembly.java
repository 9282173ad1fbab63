package io.sluice.mqtt;

import io.sluice.auth.Authenticator;
import io.sluice.auth.Authorizer;
import io.sluice.broker.Broker;
import io.sluice.broker.TrafficMetrics;
import java.time.Clock;

/** What all MQTT connections of a gateway share. */
record Assembly(
        MqttConfig config,
        Broker broker,
        Authenticator authenticator,
        Authorizer authorizer,
        Clock clock,
        TrafficMetrics.Of traffic) {}
