/**
 * What operators may know of messages, sessions and groups: values, and searches of the log that go
 * a piece at a time.
 */
package io.sluice.inspect;
