package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.testkit.PythonEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code firn append} in processes of their own that are killed with {@code kill -9} at random
 * moments, while this process writes down what they acknowledged. The next run over the same input
 * goes on; at the end outside readers count.
 *
 * <p>{@code -Dfirn.kills=200} for more than the usual.
 */
@Tag("crash")
final class KilledAppendCrashTest {
  private static final int KILLS = Integer.getInteger("firn.kills", 20);
  private static final String PRODUCER = "p";

  /** Long enough for some seals, which the table's rotation timeout makes frequent. */
  private static final int KILL_MILLIS_MAX = 1_500;

  /** More rows than a killed run can have logged without its receipts having been noted. */
  private static final long UNDER_WAY_MAX = 1_000_000;

  @TempDir private Path folder;
  private TestWarehouse warehouse;
  private final AtomicLong acknowledged = new AtomicLong();

  @BeforeEach
  void makeTable() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql(
        "CREATE TABLE air.numbers (id bigint NOT NULL, text varchar)"
            + " WITH (rotation_timeout = '200ms')");
  }

  @Test
  void everyAcknowledgedRowIsThereOnceWheneverTheProcessIsKilled() throws IOException {
    long seed = System.nanoTime();
    System.out.println("KilledAppendCrashTest: seed " + seed);
    Random random = new Random(seed);
    int killedInTheMiddle = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      String where = "kill " + kill + " of seed " + seed;
      long before = acknowledged.get();
      killAfterFirstReceipt(random.nextInt(KILL_MILLIS_MAX), where);
      killedInTheMiddle += acknowledged.get() > before ? 1 : 0;
    }
    assertThat(killedInTheMiddle).as("kills behind a receipt").isGreaterThan(KILLS / 2);

    long rows = acknowledged.get() + UNDER_WAY_MAX;
    try (Feed feed = Feed.start(warehouse, rows, acknowledged)) {
      assertThat(feed.process.exitCode()).isZero();
    }
    JsonNode counts =
        CommandRun.parse(
            new OutsideViews()
                .run(
                    "numbers_by_outside_readers.py",
                    folder,
                    warehouse.registry(),
                    warehouse.folder().toString(),
                    "air.numbers",
                    "id"));
    String all = "[" + rows + "," + rows + ",1," + rows + "]";
    assertThat(counts.get("pyiceberg").toString()).as("seed " + seed).isEqualTo(all);
    assertThat(counts.get("duckdb").toString()).as("seed " + seed).isEqualTo(all);
    warehouse.requireNothingUnreferenced("air.numbers");
  }

  /** Feeds a run until it has acknowledged something new and a while has passed, then kills it. */
  private void killAfterFirstReceipt(int millis, String where) throws IOException {
    long before = acknowledged.get();
    try (Feed feed = Feed.start(warehouse, Long.MAX_VALUE, acknowledged)) {
      long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (acknowledged.get() == before && System.nanoTime() < deadline) {
        assertThat(feed.process.isAlive()).as(where).isTrue();
        feed.pause(5);
      }
      feed.pause(millis);
      feed.process.kill();
    }
  }

  /** A run of the command, the thread that feeds it and the one that writes receipts down. */
  private static final class Feed implements AutoCloseable {
    private final PipedProcess process;
    private final Thread feeding;
    private final Thread noting;

    private Feed(PipedProcess process, Thread feeding, Thread noting) {
      this.process = process;
      this.feeding = feeding;
      this.noting = noting;
    }

    static Feed start(TestWarehouse warehouse, long rows, AtomicLong acknowledged) {
      PipedProcess process =
          PipedProcess.start(
              warehouse,
              "append",
              "air.numbers",
              "--producer",
              PRODUCER,
              "--format",
              "json",
              "--linger",
              "20ms");
      Thread feeding = Thread.ofVirtual().start(() -> feed(process.input(), rows));
      Thread noting = Thread.ofVirtual().start(() -> note(process.output(), acknowledged));
      return new Feed(process, feeding, noting);
    }

    /** Bursts of a few rows; the first ones are what earlier runs had. */
    private static void feed(OutputStream input, long rows) {
      try (input) {
        StringBuilder burst = new StringBuilder();
        for (long id = 1; id <= rows; id++) {
          burst.append("{\"id\":").append(id).append(",\"text\":\"row ").append(id).append("\"}\n");
          if (id % 100 == 0 || id == rows) {
            input.write(burst.toString().getBytes(StandardCharsets.UTF_8));
            input.flush();
            burst.setLength(0);
          }
        }
      } catch (IOException e) {
        // The process was killed while it read.
        return;
      }
    }

    private static void note(BufferedReader output, AtomicLong acknowledged) {
      try (output) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          // A line that the kill cut is no receipt.
          if (line.endsWith("}")) {
            long total = CommandRun.parse(line).get("rows_total").asLong();
            long last = CommandRun.parse(line).get("last").asLong();
            assertThat(last).isEqualTo(total);
            acknowledged.accumulateAndGet(total, Math::max);
          }
        }
      } catch (IOException e) {
        // The process was killed: what it still said is not written down, which asks less of it.
        return;
      }
    }

    void pause(long millis) {
      process.endsWithin(Duration.ofMillis(millis));
    }

    @Override
    public void close() {
      process.end();
      try {
        feeding.join();
        noting.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while a process ended", e);
      }
    }
  }

  /** Makes the environment once, so that its time is not a part of the test's. */
  @BeforeEach
  void makePython() {
    PythonEnvironment.ofCheckout();
  }
}
