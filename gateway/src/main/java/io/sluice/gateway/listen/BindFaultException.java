package io.sluice.gateway.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** A listener cannot have its address. */
public final class BindFaultException extends IOException {
    BindFaultException(InetSocketAddress address, Throwable cause) {
        super(
                "cannot listen on %s:%d: %s"
                        .formatted(address.getHostString(), address.getPort(), reason(cause)),
                cause);
    }

    private static String reason(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("address already in use")) {
            return "another process has this port; stop it, or choose another one (port 0 takes a"
                    + " free one)";
        }
        return lower.contains("permission denied")
                ? "ports below 1024 need a right (CAP_NET_BIND_SERVICE); choose another one"
                : text;
    }
}
