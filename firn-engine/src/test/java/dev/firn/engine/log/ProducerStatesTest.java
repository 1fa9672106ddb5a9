package dev.firn.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log knows of its producers' rows. */
final class ProducerStatesTest {
  private static final RowSpan SECOND_TEN = new RowSpan(11, 20);

  @Test
  void rowsThatFollowEachOtherAreOneSpan() {
    ProducerState state =
        ProducerState.NONE
            .with(new RowSpan(1, 10), 100, 5)
            .with(new RowSpan(21, 30), 200, 6)
            .with(SECOND_TEN, 300, 7);
    assertThat(state.spans()).containsExactly(new ProducerState.RowSpanLong(1, 30));
    assertThat(state.lastRow()).isEqualTo(30);
    assertThat(state.nextRow()).isEqualTo(31);
    assertThat(state.usedAtMillis()).isEqualTo(7);
  }

  @Test
  void nextRowIsTheFirstThatIsMissing() {
    assertThat(ProducerState.NONE.nextRow()).isEqualTo(1);
    assertThat(ProducerState.NONE.with(SECOND_TEN, 100, 0).nextRow()).isEqualTo(1);
    assertThat(
            ProducerState.NONE.with(new RowSpan(1, 5), 100, 0).with(SECOND_TEN, 200, 0).nextRow())
        .isEqualTo(6);
  }

  @Test
  void receiptOfRepeatedRowsIsWhereTheLastOfThemEnded() {
    ProducerState state =
        ProducerState.NONE.with(new RowSpan(1, 10), 100, 0).with(SECOND_TEN, 200, 0);
    assertThat(state.offsetOf(new RowSpan(1, 10))).isEqualTo(100);
    assertThat(state.offsetOf(new RowSpan(5, 12))).isEqualTo(200);
  }

  @Test
  void receiptOfRowsWhoseBatchIsForgottenIsTheNewest() {
    ProducerState state = ProducerState.NONE;
    for (int i = 0; i <= ProducerState.RECEIPTS_MAX; i++) {
      state = state.with(RowSpan.of(1 + i, 1), 100 + i, 0);
    }
    assertThat(state.receipts()).hasSize(ProducerState.RECEIPTS_MAX);
    assertThat(state.offsetOf(RowSpan.of(2, 1))).isEqualTo(101);
    assertThat(state.offsetOf(RowSpan.of(1, 1))).isEqualTo(100 + ProducerState.RECEIPTS_MAX);
  }

  @Test
  void gapsAreLimited() {
    ProducerState state = ProducerState.NONE;
    for (int i = 0; i < ProducerState.GAPS_MAX; i++) {
      state = state.with(RowSpan.of(1 + 2L * i, 1), i, 0);
    }
    long beyond = 1 + 2L * ProducerState.GAPS_MAX;
    assertThat(state.hasRoomFor(RowSpan.of(beyond, 1))).isFalse();
    assertThat(state.hasRoomFor(RowSpan.of(beyond - 1, 1))).as("closes no gap, adds none").isTrue();
    assertThat(state.hasRoomFor(RowSpan.of(2, 1))).as("closes a gap").isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void spansSayWhatASetOfNumbersWould(long seed) {
    Random random = new Random(seed);
    ProducerState state = ProducerState.NONE;
    Set<Long> there = new HashSet<>();
    for (int step = 0; step < 500; step++) {
      RowSpan span = RowSpan.of(1 + random.nextInt(200), 1 + random.nextInt(12));
      Set<Long> missing = new HashSet<>();
      for (RowSpan each : state.missingOf(span)) {
        numbers(each, missing);
      }
      Set<Long> expected = new HashSet<>();
      numbers(span, expected);
      expected.removeAll(there);
      assertThat(missing).as("seed %d, step %d", seed, step).isEqualTo(expected);
      if (random.nextInt(3) == 0) {
        state = state.without(span);
        numbersOut(span, there);
      } else {
        state = state.with(span, step, 0);
        numbers(span, there);
      }
      assertThat(state.lastRow())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(there.stream().mapToLong(Long::longValue).max().orElse(0));
    }
  }

  private static void numbers(RowSpan span, Set<Long> into) {
    for (long row = span.first(); row <= span.last(); row++) {
      into.add(row);
    }
  }

  private static void numbersOut(RowSpan span, Set<Long> of) {
    for (long row = span.first(); row <= span.last(); row++) {
      of.remove(row);
    }
  }

  @Test
  void rowsThatAreLostLoseTheirReceipts() {
    ProducerState state =
        ProducerState.NONE.with(new RowSpan(1, 10), 100, 0).with(SECOND_TEN, 200, 0);
    ProducerState left = state.without(new RowSpan(15, 16));
    assertThat(left.missingOf(new RowSpan(1, 20))).containsExactly(new RowSpan(15, 16));
    assertThat(left.receipts()).hasSize(1);
    assertThat(state.without(RowSpan.NONE)).isEqualTo(state);
  }

  @Test
  void silentProducersAreForgottenAndThoseThatSendAreNot() {
    ProducerStates states = ProducerStates.none();
    long now = ProducerStates.RETENTION.toMillis() + 10;
    states.add("silent", SECOND_TEN, 100, 5);
    states.add("sending", SECOND_TEN, 100, 5);
    states.add("recent", SECOND_TEN, 100, 10);
    assertThat(states.expire(now, Set.of("sending"))).containsExactly("silent");
    assertThat(states.names()).containsExactlyInAnyOrder("sending", "recent");
  }

  @Test
  void ofTooManyProducersTheOldestAreForgotten() {
    ProducerStates states = ProducerStates.none();
    for (int i = 0; i < ProducerStates.PRODUCERS_MAX + 2; i++) {
      states.add("p" + i, SECOND_TEN, 100, i);
    }
    assertThat(states.expire(Duration.ofDays(1).toMillis(), Set.of("p0")))
        .containsExactly("p1", "p2");
    assertThat(states.count()).isEqualTo(ProducerStates.PRODUCERS_MAX);
  }

  @Test
  void nobodyIsNoProducer() {
    ProducerStates states = ProducerStates.none();
    states.add("", SECOND_TEN, 100, 0);
    assertThat(states.count()).isZero();
  }

  @Test
  void headerRemembersEverything() throws IOException {
    ProducerStates states = ProducerStates.none();
    states.add("a", new RowSpan(1, 10), 100, 5);
    states.add("a", new RowSpan(31, 40), 200, 6);
    states.add("ü-✓", SECOND_TEN, 300, 7);
    ProducerStates parsed = ProducerStates.parse(states.toBytes());
    assertThat(parsed.names()).isEqualTo(states.names());
    for (String name : List.of("a", "ü-✓")) {
      assertThat(parsed.of(name)).isEqualTo(states.of(name));
    }
  }

  @Test
  void copyIsItsOwn() {
    ProducerStates states = ProducerStates.none();
    states.add("a", SECOND_TEN, 100, 5);
    ProducerStates copy = states.copy();
    copy.forget("a");
    copy.add("b", SECOND_TEN, 100, 5);
    assertThat(states.names()).containsExactly("a");
  }
}
