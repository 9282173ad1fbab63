package io.sluice.inspect;

import java.util.List;

/**
 * Some sessions.
 *
 * @param next the reference behind which the next page begins; 0 if this is the last
 */
public record SessionPage(List<SessionDetail> sessions, int next) {}
