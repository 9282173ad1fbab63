package io.sluice.inspect;

import java.util.List;

/**
 * Some messages of the log, by rising offsets.
 *
 * @param nextOffset where to go on looking
 * @param isComplete whether all that was asked for was looked through, and nothing was left out
 */
public record FoundMessages(List<StoredMessage> messages, long nextOffset, boolean isComplete) {}
