package io.sluice.inspect;

import java.util.List;

/**
 * Some topics, in the order of their names' bytes, and the last message of each.
 *
 * @param isCut whether there are more topics behind the last one
 * @param isComplete whether all of the log was looked through; if not, a topic may be missing, or
 *     have an older message than its last
 */
public record LastValues(List<StoredMessage> messages, boolean isCut, boolean isComplete) {}
