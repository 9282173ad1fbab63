package io.sluice.gateway.listen;

import java.util.Map;

/**
 * What a listener for WebSockets speaks, and to whom.
 *
 * @param protocols by path
 * @param frameBytesMax the longest frame, header not counted
 */
public record WebConfig(
        Map<String, WebProtocol> protocols, BrowserRule browsers, int frameBytesMax) {}
