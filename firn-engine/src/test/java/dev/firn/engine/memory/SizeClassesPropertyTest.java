package dev.firn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SizeClassesPropertyTest {
  private static final long SEED = 20_261_129;

  @Test
  void classesHoldWhatIsAskedForAndWasteLittle() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      long asked = 1 + (random.nextLong() >>> (24 + random.nextInt(39)));
      long given = SizeClasses.roundUp(asked);
      assertThat(given).as("seed %d: %d bytes", SEED, asked).isGreaterThanOrEqualTo(asked);
      assertThat(SizeClasses.roundUp(given)).as("seed %d: %d bytes", SEED, asked).isEqualTo(given);
      if (asked > SizeClasses.POOLED_BYTES_MIN) {
        assertThat(given).as("seed %d: %d bytes", SEED, asked).isLessThan(asked + asked / 4 + 1);
      }
    }
  }

  @Test
  void placesOfClassesInAPoolAreTheirOwn() {
    long last = 0;
    for (int index = 0; index < SizeClasses.COUNT; index++) {
      long bytes = SizeClasses.bytesOf(index);
      assertThat(bytes).isGreaterThan(last);
      assertThat(SizeClasses.indexOf(bytes)).isEqualTo(index);
      assertThat(SizeClasses.roundUp(bytes)).isEqualTo(bytes);
      assertThat(SizeClasses.roundUp(last + 1))
          .isEqualTo(bytes == SizeClasses.POOLED_BYTES_MIN ? 1 : bytes);
      assertThat(SizeClasses.isPooled(bytes)).isTrue();
      last = bytes;
    }
    assertThat(last).isEqualTo(SizeClasses.POOLED_BYTES_MAX);
    assertThat(SizeClasses.isPooled(SizeClasses.roundUp(last + 1))).isFalse();
    assertThat(SizeClasses.roundUp(0)).isZero();
  }
}
