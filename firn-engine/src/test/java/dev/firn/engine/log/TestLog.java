package dev.firn.engine.log;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.log.LogScan.Depth;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultyStorage;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** A log of one column of numbers in a folder of a test, without a table. */
final class TestLog implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));
  private static final String UUID = "00000000-0000-0000-0000-000000000001";
  private static final String ULID = "01KDXT79D831160SRWNDE1B34P";

  private final Path folder;
  private final BufferAllocator allocator = new RootAllocator();
  private final Storage storage;
  private final FrameCompression compression;
  private final ByteLimit pendingBytes = new ByteLimit("pending", "", 1 << 30);
  private final ByteLimit queuedBytes = new ByteLimit("queued", "", 1 << 30);

  TestLog(Path folder, FaultPlan plan, FrameCompression compression) {
    this.folder = folder;
    this.storage = FaultyStorage.of(plan);
    this.compression = compression;
  }

  static TestLog in(Path folder) {
    return new TestLog(folder, FaultPlan.none(), FrameCompression.NONE);
  }

  LogIdentity identity() {
    return new LogIdentity(
        UUID, ULID, LocalStorage.locationOf(folder), TableName.parse("air.flights"));
  }

  Storage storage() {
    return storage;
  }

  /** What all its logs hold on disk. */
  ByteLimit pendingBytes() {
    return pendingBytes;
  }

  /** What waits in memory. */
  ByteLimit queuedBytes() {
    return queuedBytes;
  }

  TableLog create() {
    return TableLog.create(
        parts(NOW), identity(), storage.tryLock(identity().lockLocation()).orElseThrow(), 1 << 30);
  }

  /** Takes the log over at a moment. */
  TableLog resume(long committedOffset, Instant now) {
    return TableLog.resume(
        parts(now),
        identity(),
        storage.tryLock(identity().lockLocation()).orElseThrow(),
        scan(committedOffset, Depth.TAIL),
        2,
        committedOffset,
        1 << 30);
  }

  LogScan scan(long committedOffset, Depth depth) {
    return LogScan.of(storage, identity(), committedOffset, depth);
  }

  private LogParts parts(Instant now) {
    return new LogParts(
        storage,
        Environment.of(Clock.fixed(now, ZoneOffset.UTC), 1),
        allocator,
        compression,
        pendingBytes,
        queuedBytes,
        EngineMetrics.inMemory());
  }

  CompletableFuture<LoggedRows> append(TableLog log, String producer, long first, long... values) {
    return log.append(Sender.of(producer), batch(values), first, Duration.ZERO);
  }

  ValidBatch batch(long... values) {
    VectorSchemaRoot root = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
    BigIntVector vector = (BigIntVector) root.getVector(0);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    root.setRowCount(values.length);
    return ValidBatch.of(new BatchOrigin("test", 1), root);
  }

  /** The values above an offset, as the next owner would find them. */
  List<Long> pendingValues(long committedOffset) {
    List<Long> values = new ArrayList<>();
    List<Damage> damages =
        new PendingLog(storage, allocator)
            .read(
                identity(),
                committedOffset,
                batch -> {
                  BigIntVector vector = (BigIntVector) batch.root().getVector(0);
                  for (int i = 0; i < vector.getValueCount(); i++) {
                    values.add(vector.get(i));
                  }
                });
    if (!damages.isEmpty()) {
      throw new AssertionError(damages.getFirst().words());
    }
    return values;
  }

  /** The segments' files, in order. */
  List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> each.toString().endsWith(".frames")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytesOf(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    allocator.close();
  }
}
