package io.sluice.gateway.listen;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom browsers may bring: by which names we may be called (a foreign name that points at us is an
 * attack), and whose pages may call. Programs that send no Origin pass the second half.
 *
 * @param hosts names allowed besides loopback and the address that was called; in lower case
 * @param origins pages allowed besides our own and loopback's; in lower case, {@code null} for
 *     pages without one
 */
public record BrowserRule(Set<String> hosts, Set<String> origins) {
    public BrowserRule(List<String> hosts, List<String> origins) {
        this(lower(hosts), lower(origins));
    }

    private static Set<String> lower(List<String> texts) {
        return texts.stream()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a request may be answered.
     *
     * @param called our end of the connection
     */
    public boolean allows(HttpHeaders headers, SocketAddress called) {
        List<String> named = headers.getAll(HttpHeaderNames.HOST);
        List<String> pages = headers.getAll(HttpHeaderNames.ORIGIN);
        if (named.size() != 1 || pages.size() > 1) {
            return false;
        }
        String authority = named.get(0).toLowerCase(Locale.ROOT);
        return isOurs(hostOf(authority), called)
                && (pages.isEmpty() || mayCall(pages.get(0).toLowerCase(Locale.ROOT), authority));
    }

    private boolean isOurs(String host, SocketAddress called) {
        return isLoopback(host)
                || hosts.contains(host)
                || called instanceof InetSocketAddress inet && isAddress(host, inet.getAddress());
    }

    private boolean mayCall(String origin, String authority) {
        if (origins.contains(origin)) {
            return true;
        }
        try {
            URI page = new URI(origin);
            return page.getRawAuthority() != null
                    && page.getHost() != null
                    && (isLoopback(hostOf(page.getRawAuthority()))
                            || isSame(page.getRawAuthority(), authority, page.getScheme()));
        } catch (URISyntaxException noOrigin) {
            return false;
        }
    }

    /** The scheme may differ: a proxy in front of us may speak TLS for us. */
    private static boolean isSame(String page, String called, String scheme) {
        String port = "https".equals(scheme) ? ":443" : ":80";
        return page.equals(called) || page.equals(called + port) || called.equals(page + port);
    }

    private static String hostOf(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(1, end);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes != null && InetAddress.getByAddress(bytes).isLoopbackAddress();
        } catch (UnknownHostException impossible) {
            return false;
        }
    }

    private static boolean isAddress(String host, InetAddress address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes != null && java.util.Arrays.equals(bytes, address.getAddress());
    }
}
