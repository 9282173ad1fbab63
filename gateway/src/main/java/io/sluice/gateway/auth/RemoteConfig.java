package io.sluice.gateway.auth;

import java.net.URI;
import java.time.Duration;

/**
 * The server that is asked about clients.
 *
 * @param address where it takes a POST; http or https
 * @param token what it is shown as {@code Authorization: Bearer}; empty for nothing
 * @param timeout how long a login waits for it
 */
public record RemoteConfig(URI address, String token, Duration timeout) {
    public RemoteConfig {
        boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!isHttp || address.getHost() == null) {
            throw new IllegalArgumentException("is no http address");
        }
    }
}
