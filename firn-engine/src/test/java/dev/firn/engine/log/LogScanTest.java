package dev.firn.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.log.LogScan.Depth;
import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import dev.firn.engine.storage.FaultyStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan makes of every kind of broken log: a torn tail is cut, damage stops. */
final class LogScanTest {
  @TempDir private Path folder;
  private TestLog logs;
  private final List<Long> ends = new ArrayList<>();

  @BeforeEach
  void open() {
    logs = TestLog.in(folder.resolve("log"));
  }

  @AfterEach
  void close() {
    logs.close();
  }

  /**
   * A log of three frames whose process died; gives the segment's bytes without what is set aside.
   */
  private byte[] threeFrames() {
    byte[] bytes;
    try (TableLog log = logs.create()) {
      for (int i = 1; i <= 3; i++) {
        ends.add(logs.append(log, "p", i, 10L * i).join().offset());
      }
      bytes = logs.bytesOf(logs.files().getFirst());
    }
    int header = headerBytes(bytes);
    byte[] written = Arrays.copyOf(bytes, header + ends.getLast().intValue());
    logs.write(logs.files().getFirst(), written);
    return written;
  }

  private static int headerBytes(byte[] segment) {
    return SegmentHeader.lengthOf(java.nio.ByteBuffer.wrap(segment)).orElseThrow();
  }

  @Test
  void tailThatIsCutAnywhereEndsAtTheLastWholeFrame() {
    byte[] whole = threeFrames();
    int header = headerBytes(whole);
    for (int length = header; length <= whole.length; length++) {
      logs.write(logs.files().getFirst(), Arrays.copyOf(whole, length));
      requireEnd("length " + length, lastEndWithin(length - header));
    }
  }

  @Test
  void tailOfZerosEndsAtTheLastWholeFrame() {
    byte[] whole = threeFrames();
    int header = headerBytes(whole);
    for (int from = header; from < whole.length; from += 8) {
      byte[] zeroed = whole.clone();
      Arrays.fill(zeroed, from, zeroed.length, (byte) 0);
      logs.write(logs.files().getFirst(), zeroed);
      requireEnd("zeros from " + from, lastEndWithin(from - header));
    }
  }

  @Test
  void noiseInTheLastFrameIsATornTail() {
    byte[] whole = threeFrames();
    int from = headerBytes(whole) + ends.get(1).intValue();
    for (int at = from; at < whole.length; at++) {
      byte[] noisy = whole.clone();
      noisy[at] ^= 0x40;
      logs.write(logs.files().getFirst(), noisy);
      requireEnd("noise at " + at, ends.get(1));
    }
  }

  @Test
  void noiseInAnEarlierFrameIsDamageAndIsFoundByAFullScan() {
    byte[] whole = threeFrames();
    int from = headerBytes(whole) + ends.get(0).intValue();
    int to = headerBytes(whole) + ends.get(1).intValue();
    for (int at = from; at < to; at++) {
      byte[] noisy = whole.clone();
      noisy[at] ^= 0x40;
      logs.write(logs.files().getFirst(), noisy);
      LogScan scan = logs.scan(0, Depth.FULL);
      assertThat(scan.damages()).as("noise at %s", at).hasSize(1);
      assertThat(scan.damages().getFirst().fromOffset()).as("at %s", at).isEqualTo(ends.get(0));
      assertThat(scan.damages().getFirst().toOffset()).as("at %s", at).isEqualTo(ends.get(1));
      assertThat(scan.endOffset()).as("noise at %s", at).isEqualTo(ends.get(2));
    }
  }

  @Test
  void noiseInAFrameWhoseRowsAreInTheTableLosesNone() {
    byte[] noisy = threeFrames();
    noisy[headerBytes(noisy) + ends.get(1).intValue() - 12] ^= 0x40;
    logs.write(logs.files().getFirst(), noisy);
    Damage pending = logs.scan(ends.get(0), Depth.FULL).damages().getFirst();
    assertThat(pending.rows()).isPositive();
    Damage committed = logs.scan(ends.get(1), Depth.FULL).damages().getFirst();
    assertThat(committed.rows()).isZero();
    assertThat(committed.words()).contains("which are in the table");
    assertThat(committed.lost().rows().rowCount()).isZero();
  }

  @Test
  void noiseInASegmentsHeaderIsDamage() {
    byte[] whole = threeFrames();
    for (int at : new int[] {0, 7, 8, 12, 16, 24, 40, 64, 100, 140, headerBytes(whole) - 9}) {
      byte[] noisy = whole.clone();
      noisy[at] ^= 0x01;
      logs.write(logs.files().getFirst(), noisy);
      assertThat(logs.scan(0, Depth.TAIL).damages()).as("noise at %s", at).hasSize(1);
    }
  }

  @Test
  void lastFrameThatRotsAfterAnOrderlyEndIsDamage() {
    try (TableLog log = logs.create()) {
      ends.add(logs.append(log, "p", 1, 10).join().offset());
    }
    Path file = logs.files().getFirst();
    byte[] bytes = logs.bytesOf(file);
    bytes[headerBytes(bytes) + ends.getFirst().intValue() - 3] ^= 1;
    logs.write(file, bytes);
    assertThat(logs.scan(0, Depth.FULL).damages())
        .singleElement()
        .extracting(Damage::rows)
        .isEqualTo(1L);
  }

  @Test
  void frameAboveTheLastSyncOfACondemnedSegmentDoesNotComeBack() {
    FaultPlan plan =
        FaultPlan.by(
            1,
            new FaultPlan.Rule() {
              private int syncs;

              @Override
              public Optional<Mode> decide(String call) {
                boolean isFrames = call.endsWith(".frames");
                if (isFrames && call.startsWith("truncate ") && syncs == 2) {
                  return Optional.of(Mode.BEFORE);
                }
                return isFrames && call.startsWith("sync ") && ++syncs == 2
                    ? Optional.of(Mode.BEFORE)
                    : Optional.empty();
              }
            });
    try (TestLog failing = new TestLog(folder.resolve("log"), plan, FrameCompression.NONE)) {
      try (TableLog log = failing.create()) {
        failing.append(log, "p", 1, 10).join();
        assertThatThrownBy(() -> failing.append(log, "p", 2, 20, 21).join())
            .hasMessageContaining("sync");
        // The same rows with other borders, into a new segment of the same base.
        failing.append(log, "p", 2, 20).join();
        failing.append(log, "p", 3, 21).join();
      }
    }
    assertThat(logs.files()).hasSize(2);
    assertThat(logs.pendingValues(0)).containsExactly(10L, 20L, 21L);
    assertThat(logs.scan(0, Depth.FULL).damages()).isEmpty();
  }

  @Test
  void batchOfSeveralFramesIsThereWithAllOrNone() {
    byte[] bytes;
    List<Long> after;
    try (TableLog log = logs.create()) {
      logs.append(log, "p", 3, 30).join();
      ends.add(logs.append(log, "p", 1, 10, 20, 30, 40).join().offset());
      bytes = logs.bytesOf(logs.files().getFirst());
    }
    after = logs.pendingValues(0);
    assertThat(after).containsExactly(30L, 10L, 20L, 40L);
    int header = headerBytes(bytes);
    byte[] torn = Arrays.copyOf(bytes, header + ends.getFirst().intValue() - 8);
    logs.write(logs.files().getFirst(), torn);
    assertThat(logs.pendingValues(0))
        .as("without the last of the batch's frames")
        .containsExactly(30L);
    try (TableLog log = logs.resume(0, TestLog.NOW)) {
      assertThat(logs.append(log, "p", 1, 10, 20, 30, 40).join().newRows()).isEqualTo(3);
    }
    assertThat(logs.pendingValues(0)).containsExactly(30L, 10L, 20L, 40L);
  }

  @Test
  void segmentThatFailedAfterItGotItsNameDoesNotLookLikeDamageLater() {
    FaultPlan plan =
        FaultPlan.by(
            1,
            new FaultPlan.Rule() {
              private boolean done;

              @Override
              public Optional<Mode> decide(String call) {
                boolean strikes =
                    !done && call.startsWith("publish ") && call.contains("0000000002-");
                done |= strikes;
                return strikes ? Optional.of(Mode.AFTER) : Optional.empty();
              }
            });
    try (TestLog failing = new TestLog(folder.resolve("log"), plan, FrameCompression.NONE)) {
      try (TableLog log = failing.create()) {
        failing.append(log, "p", 1, 10).join();
        SealRange first = log.cut().orElseThrow();
        assertThatThrownBy(() -> failing.append(log, "p", 2, 20).join())
            .hasMessageContaining("publish");
        failing.append(log, "p", 2, 20).join();
        SealRange second = log.cut().orElseThrow();
        assertThat(second.fromOffset()).isEqualTo(first.fromOffset());
        log.committed(second);
        log.tidy(dev.firn.engine.schema.ArrowMapping.toArrow(TestLog.SCHEMA));
        failing.append(log, "p", 3, 30).join();
        assertThat(failing.pendingValues(second.toOffset())).containsExactly(30L);
      }
    }
  }

  @Test
  void takeoverDropsWhatIsCommittedAndKeepsTheProducers() {
    long committed;
    try (TableLog log = logs.create()) {
      logs.append(log, "p", 1, 10).join();
      assertThat(log.cut()).isPresent();
      logs.append(log, "p", 2, 20).join();
      committed = log.cut().orElseThrow().toOffset();
    }
    assertThat(logs.files()).hasSize(2);
    try (TableLog log = logs.resume(committed, TestLog.NOW)) {
      assertThat(logs.files()).as("the newest remembers the producers").hasSize(1);
      assertThat(log.lastRow("p")).isEqualTo(2);
      assertThat(log.pending().rows()).isZero();
    }
    try (TableLog log = logs.resume(committed, TestLog.NOW)) {
      assertThat(logs.append(log, "p", 1, 10, 20, 30).join().newRows()).isEqualTo(1);
    }
  }

  @Test
  void silentProducerIsForgottenWhenASegmentBeginsAndOneThatSendsIsNot() {
    try (TableLog log = logs.create()) {
      logs.append(log, "silent", 1, 10).join();
      logs.append(log, "late", 1, 11).join();
    }
    Instant later = TestLog.NOW.plus(Duration.ofDays(8));
    try (TableLog log = logs.resume(0, later)) {
      assertThat(logs.append(log, "late", 1, 11, 12).join().newRows()).isEqualTo(1);
      assertThat(log.lastRow("silent")).isZero();
      assertThat(log.takeExpiredProducers()).containsExactly("silent");
    }
    try (TableLog log = logs.resume(0, later)) {
      assertThat(logs.append(log, "late", 1, 11, 12).join().newRows()).isZero();
      assertThat(logs.append(log, "silent", 1, 10).join().newRows()).isEqualTo(1);
    }
  }

  @Test
  void compressedFramesAreReadAsTheyWereWritten() {
    long[] values = new long[1_000];
    Arrays.fill(values, 7);
    long plain;
    try (TableLog log = logs.create()) {
      plain = logs.append(log, "p", 1, values).join().offset();
    }
    try (TestLog small =
        new TestLog(folder.resolve("lz4"), FaultPlan.none(), FrameCompression.LZ4)) {
      try (TableLog log = small.create()) {
        assertThat(small.append(log, "p", 1, values).join().offset()).isLessThan(plain / 4);
        small.append(log, "p", 1_001, 1).join();
        small.append(log, "p", 990, Arrays.copyOf(values, 20)).join();
      }
      List<Long> found = small.pendingValues(0);
      assertThat(found).hasSize(1_009).contains(1L);
      assertThat(found.subList(0, 1_000)).containsOnly(7L);
      assertThat(small.scan(0, Depth.FULL).damages()).isEmpty();
    }
  }

  @Test
  void closedLogTakesNothingAndAnswersWhatItTook() {
    TableLog log = logs.create();
    CompletableFuture<LoggedRows> taken = logs.append(log, "p", 1, 10);
    log.close();
    assertThat(taken.join().newRows()).isEqualTo(1);
    assertThatThrownBy(() -> logs.append(log, "p", 2, 20)).hasMessageContaining("closed");
    assertThat(FaultyStorage.of(FaultPlan.none()).isLocked(logs.identity().lockLocation()))
        .isFalse();
  }

  private void requireEnd(String what, long end) {
    LogScan scan = logs.scan(0, Depth.FULL);
    assertThat(scan.damages()).as(what).isEmpty();
    assertThat(scan.endOffset()).as(what).isEqualTo(end);
  }

  private long lastEndWithin(long frameBytes) {
    return ends.stream()
        .mapToLong(Long::longValue)
        .filter(end -> end <= frameBytes)
        .max()
        .orElse(0);
  }
}
