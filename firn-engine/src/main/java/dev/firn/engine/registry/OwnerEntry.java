package dev.firn.engine.registry;

import java.time.Instant;

/**
 * A process that writes or wrote.
 *
 * @param place the identity of the folder that its lock is in
 */
public record OwnerEntry(String id, String place, long pid, Instant startedAt) {}
