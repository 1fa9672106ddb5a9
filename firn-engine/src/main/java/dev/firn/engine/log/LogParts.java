package dev.firn.engine.log;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.storage.Storage;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What logs work with.
 *
 * @param pendingBytes what all logs may hold on disk
 * @param queuedBytes what may wait in memory to be written
 * @param metrics is told what happens
 */
public record LogParts(
    Storage storage,
    Environment environment,
    BufferAllocator allocator,
    FrameCompression compression,
    ByteLimit pendingBytes,
    ByteLimit queuedBytes,
    EngineMetrics metrics) {}
