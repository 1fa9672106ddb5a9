package dev.firn.engine.ingest;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.environment.Ticker;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;

/** What tests of streaming share: a clock that is set by hand, appends, the log's files. */
final class Streaming {
  private Streaming() {}

  /** The wall clock and the one that never jumps. */
  static final class Time extends Clock {
    private Duration passed = Duration.ZERO;
    private Duration jumped = Duration.ZERO;

    void pass(Duration time) {
      passed = passed.plus(time);
    }

    void jump(Duration by) {
      jumped = jumped.plus(by);
    }

    @Override
    public Instant instant() {
      return TestWarehouse.NOW.plus(passed).plus(jumped);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** A process on real disk whose time is the test's; the seed must be another for each. */
  static Firn open(TestWarehouse warehouse, Time time, long seed) {
    Environment made = Environment.of(time, seed);
    return Firn.open(
        warehouse.config(),
        LocalStorage.create(),
        Registry.dataSource(warehouse.config().catalogUri()),
        new Environment(
            time, made.ulids(), made.uuids(), () -> time.passed.toNanos(), Ticker.MANUAL),
        new IcebergValues());
  }

  static FirnTable table(Firn firn) {
    return firn.table(TestWarehouse.TABLE.toString());
  }

  /** Appends a batch of the table's own columns, all of them numbers, and waits. */
  static Receipt append(Appender appender, long firstRow, long... values) {
    org.apache.iceberg.Schema schema = appender.target(ViolationLog.of("test")).schema();
    VectorSchemaRoot root =
        VectorSchemaRoot.create(ArrowMapping.toArrow(schema), appender.allocator());
    TestWarehouse.fill(root, values);
    return appender.append(root, firstRow).toCompletableFuture().join();
  }

  static LogStatus status(Firn firn) {
    return firn.lanes().status(Optional.empty()).getFirst();
  }

  static ErrorCode codeOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return ((FirnException) cause).code();
  }

  /** The segments of a log, in order. */
  static List<Path> segments(LogStatus log) {
    try (Stream<Path> files = Files.list(LocalStorage.pathOf(log.folder()))) {
      return files.filter(each -> each.toString().endsWith(".frames")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a segment's frames begin. */
  static int headerBytes(Path segment) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(segment)).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Turns a bit of a file around. */
  static void rot(Path file, long place) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[(int) place] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
