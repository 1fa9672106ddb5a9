package dev.firn.engine.registry;

import java.time.Instant;

/** A process that writes or wrote. */
public record OwnerEntry(String id, String host, long pid, Instant startedAt) {}
