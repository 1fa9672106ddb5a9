package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firn.parquet.EncodingPolicy.Cost;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EncodingPolicyTest {
  private static final int DICTIONARY_BYTES = 2 << 20;

  @Test
  void cheaperToReadIsTakenUnlessMoreThanTheLeastGainIsLost() {
    assertThat(choose(1030, 1000)).isEqualTo(Encoding.PLAIN);
    assertThat(choose(1031, 1000)).isEqualTo(Encoding.DELTA_BINARY_PACKED);
    assertThat(choose(900, 1000)).isEqualTo(Encoding.PLAIN);
    assertThat(choose(0, 0)).isEqualTo(Encoding.PLAIN);
  }

  @Test
  void finalistsAreThoseThatASampleMayBeWrongAbout() {
    List<Cost> costs =
        List.of(
            new Cost(Encoding.PLAIN, 1151),
            new Cost(Encoding.BYTE_STREAM_SPLIT, 1150),
            new Cost(Encoding.DELTA_BINARY_PACKED, 1000));
    assertThat(EncodingPolicy.finalists(costs))
        .containsExactly(Encoding.BYTE_STREAM_SPLIT, Encoding.DELTA_BINARY_PACKED);
  }

  @Test
  void dictionaryOfAnEighthIsClear() {
    assertThat(EncodingPolicy.isClear(100, 800)).isTrue();
    assertThat(EncodingPolicy.isClear(101, 800)).isFalse();
  }

  @Test
  void dictionaryThatGrowsWithItsPagesIsNotPaidByMoreOfThem() {
    // Each value stands four times, one behind the other, and none comes again.
    DictionaryGrowth growth = growth(2500, 5000, 40_000, 30_000, 20_000);
    assertThat(growth.entries(3)).isEqualTo(15_000);
    assertThat(EncodingPolicy.keepsDictionary(growth, 45_000, 8)).isFalse();
    assertThat(EncodingPolicy.keepsDictionary(growth, 60_000, 8)).isTrue();
  }

  @Test
  void dictionaryThatIsDearOnOnePageIsPaidByMoreOfThem() {
    DictionaryGrowth growth = growth(990, 1000, 8000, 6000, 25_000);
    assertThat(EncodingPolicy.keepsDictionary(growth, 28_000, 1)).isFalse();
    assertThat(EncodingPolicy.keepsDictionary(growth, 28_000, 100)).isTrue();
  }

  @Test
  void onlyPagesThatADictionaryHasRoomForCount() {
    DictionaryGrowth growth = new DictionaryGrowth(2500, 5000, 40_000, 100_000, 10_000, 10_000);
    assertThat(growth.pagesUntilFull(8)).isEqualTo(2);
    DictionaryGrowth full = new DictionaryGrowth(2500, 5000, 40_000, 40_000, 10_000, 10_000);
    assertThat(full.pagesUntilFull(8)).isEqualTo(1);
    assertThat(full.storedBytes(1)).isEqualTo(20_000);
  }

  @Test
  void growthIsForetoldOfValuesDrawnFromAFixedSet() {
    for (int distinct : new int[] {100, 5000, 30_000}) {
      Random random = new Random(5);
      Set<Integer> seen = new HashSet<>();
      int half = 0;
      DictionaryGrowth growth = growth(1, 1, 1, 1, 1);
      for (int i = 1; i <= 8 * 20_000; i++) {
        seen.add(random.nextInt(distinct));
        half = i == 10_000 ? seen.size() : half;
        if (i == 20_000) {
          growth = growth(half, seen.size(), 8L * seen.size(), 1, 1);
        }
      }
      assertThat(growth.entries(8)).isCloseTo(seen.size(), within(0.03 * seen.size()));
    }
  }

  private static DictionaryGrowth growth(
      int half, int whole, long bytes, long storedEntries, long storedPlaces) {
    return new DictionaryGrowth(half, whole, bytes, DICTIONARY_BYTES, storedEntries, storedPlaces);
  }

  private static Encoding choose(long plain, long delta) {
    return EncodingPolicy.choose(
            List.of(new Cost(Encoding.PLAIN, plain), new Cost(Encoding.DELTA_BINARY_PACKED, delta)))
        .encoding();
  }
}
