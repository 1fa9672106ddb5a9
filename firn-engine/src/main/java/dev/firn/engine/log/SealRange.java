package dev.firn.engine.log;

/**
 * Frames that a seal puts into the table.
 *
 * @param fromOffset the committed offset; frames above it
 * @param toOffset up to here; the committed offset afterwards
 * @param rows the rows in them
 * @param bytes their bytes in the log
 */
public record SealRange(long fromOffset, long toOffset, long rows, long bytes) {}
