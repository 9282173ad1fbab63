package io.sluice.mqtt;

import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** Topic aliases that one client was taught: the first names that come get one, and keep it. */
@OwnedBy(Lane.EVENT_LOOP)
final class OutboundAliases {
    static final int NONE = 0;

    private final int aliasMax;
    private final NameTable<Integer> aliases;

    OutboundAliases(int aliasMax) {
        this.aliasMax = aliasMax;
        this.aliases = new NameTable<>(NONE, aliasMax + 1);
    }

    boolean isUsed() {
        return aliasMax > 0;
    }

    /** The alias of the message's topic, if the client knows one. */
    int known(MessageView message) {
        return aliases.find(message.bytes(), message.topicAt(), message.topicBytes());
    }

    /** A new alias for the message's topic, unless all are given. */
    int learn(MessageView message) {
        if (aliases.count() >= aliasMax) {
            return NONE;
        }
        int alias = aliases.count() + 1;
        aliases.put(message.bytes(), message.topicAt(), message.topicBytes(), alias);
        return alias;
    }
}
