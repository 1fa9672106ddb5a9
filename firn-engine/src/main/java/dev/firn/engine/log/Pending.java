package dev.firn.engine.log;

import java.util.OptionalLong;

/**
 * What is not in the table yet.
 *
 * @param oldestNanos when the oldest row came, by the clock that never jumps
 * @param oldestMillis the same by the wall clock
 * @param endOffset where the log ends
 */
public record Pending(
    long rows,
    long bytes,
    OptionalLong oldestNanos,
    OptionalLong oldestMillis,
    long endOffset,
    long committedOffset) {}
