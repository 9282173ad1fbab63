package io.sluice.gateway.listen;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses and networks, {@code 10.0.0.0/8} or {@code ::1}. */
public final class Networks {
    private final List<IpSubnetFilterRule> rules;

    private Networks(List<IpSubnetFilterRule> rules) {
        this.rules = List.copyOf(rules);
    }

    public static Networks none() {
        return new Networks(List.of());
    }

    /**
     * @throws IllegalArgumentException if one of the texts is no address and no network
     */
    public static Networks of(List<String> texts) {
        List<IpSubnetFilterRule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(rule(text));
        }
        return new Networks(rules);
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    boolean contains(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && rules.stream().anyMatch(rule -> rule.matches(inet));
    }

    private static IpSubnetFilterRule rule(String text) {
        String[] parts = text.split("/", 2);
        boolean isIpV4 = NetUtil.isValidIpV4Address(parts[0]);
        int bitsMax = isIpV4 ? 32 : 128;
        boolean valid =
                (isIpV4 || NetUtil.isValidIpV6Address(parts[0]))
                        && (parts.length == 1 || parts[1].matches("[0-9]{1,3}"));
        int bits = valid && parts.length == 2 ? Integer.parseInt(parts[1]) : bitsMax;
        if (!valid || bits > bitsMax) {
            throw new IllegalArgumentException("no address and no network: " + text);
        }
        return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
    }
}
