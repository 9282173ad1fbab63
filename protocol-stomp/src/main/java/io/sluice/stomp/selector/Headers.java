package io.sluice.stomp.selector;

import java.util.Optional;

/** The headers of one message. */
public interface Headers {
    /** The first header of this name. */
    Optional<String> find(String name);
}
