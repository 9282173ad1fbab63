package io.sluice.gateway.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.listen.BrowserRule;
import java.net.SocketAddress;

/**
 * Who may ask what. Being on this machine opens nothing.
 *
 * @param tokenAlways whether even open routes need the token
 */
public record Gate(BrowserRule browsers, AdminToken token, boolean tokenAlways) {
    enum Admission {
        ADMITTED,
        /** A browser was led here from elsewhere. */
        FOREIGN,
        NO_TOKEN
    }

    Admission admit(HttpHeaders headers, SocketAddress called, boolean openRoute) {
        if (!browsers.allows(headers, called)) {
            return Admission.FOREIGN;
        }
        boolean needsToken = tokenAlways || !openRoute;
        String shown = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        return !needsToken || token.isIn(shown) ? Admission.ADMITTED : Admission.NO_TOKEN;
    }
}
