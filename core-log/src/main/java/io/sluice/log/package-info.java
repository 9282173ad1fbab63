/**
 * A log of records: their bytes, segments, recovery, retention, readers. Knows nothing of sessions.
 */
package io.sluice.log;
