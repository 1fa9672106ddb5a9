package dev.firn.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nothing grows past a limit, and nobody is refused while there is room. */
final class ByteLimitTest {
  private final ByteLimit limit = new ByteLimit("pending rows", "Seal them.", 100);
  private final ByteLimit.Share small = limit.share("'air.small'", 40);
  private final ByteLimit.Share large = limit.share("'air.large'", 1_000);

  @Test
  void shareIsNeverMoreThanTheWhole() {
    assertThat(large.bytesMax()).isEqualTo(100);
    assertThat(limit.bytesMax()).isEqualTo(100);
  }

  @Test
  void shareThatIsTakenIsRefusedAndSaysWhoHasWhat() {
    small.take(30, Duration.ZERO);
    assertThatThrownBy(() -> small.take(11, Duration.ZERO))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining("'air.small'")
        .hasMessageContaining("11 more bytes of pending rows")
        .hasMessageContaining("30 of 40 taken by it and 30 of 100 in all")
        .hasMessageContaining("Seal them.");
    assertThat(small.heldBytes()).isEqualTo(30);
    small.take(10, Duration.ZERO);
  }

  @Test
  void limitOfAllHoldsForEach() {
    large.take(90, Duration.ZERO);
    assertThatThrownBy(() -> small.take(20, Duration.ZERO)).isInstanceOf(FirnException.class);
    large.release(50);
    small.take(20, Duration.ZERO);
    assertThat(limit.usedBytes()).isEqualTo(60);
  }

  @Test
  void batchLargerThanTheLimitGetsInWhenNothingElseIsHeld() {
    large.take(500, Duration.ZERO);
    assertThat(limit.usedBytes()).isEqualTo(500);
    assertThatThrownBy(() -> small.take(1, Duration.ZERO)).isInstanceOf(FirnException.class);
    large.release(500);
    small.take(1, Duration.ZERO);
  }

  @Test
  void whoeverWaitsGetsInWhenRoomIsGivenBack() throws Exception {
    small.take(40, Duration.ZERO);
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> small.take(10, Duration.ofMinutes(1)));
    while (small.pressure() < 1) {
      Thread.onSpinWait();
    }
    small.release(10);
    waiting.get(1, TimeUnit.MINUTES);
    assertThat(small.heldBytes()).isEqualTo(40);
  }

  @Test
  void whoeverWaitsIsToldWhenItsPatienceEnds() {
    small.take(40, Duration.ZERO);
    assertThatThrownBy(() -> small.take(10, Duration.ofMillis(1)))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
  }

  @Test
  void interruptedWaitTakesNothing() {
    small.take(40, Duration.ZERO);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> small.take(10, Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(small.heldBytes()).isEqualTo(40);
  }

  @Test
  void pressureIsWhatIsTakenAndStaysHighAfterARefusalUntilHalfIsFree() {
    small.take(30, Duration.ZERO);
    assertThat(small.pressure()).isEqualTo(0.75);
    assertThat(limit.pressure()).isEqualTo(0.3);
    assertThatThrownBy(() -> small.take(20, Duration.ZERO)).isInstanceOf(FirnException.class);
    assertThat(small.pressure()).isEqualTo(1);
    assertThat(limit.pressure()).as("of all there was room").isEqualTo(0.3);
    small.release(5);
    assertThat(small.pressure()).isEqualTo(1);
    small.release(5);
    assertThat(small.pressure()).isEqualTo(0.5);
  }

  @Test
  void whatIsHeldAlreadyCountsWhateverTheLimit() {
    small.takeHeld(70);
    assertThat(small.heldBytes()).isEqualTo(70);
    assertThatThrownBy(() -> small.take(1, Duration.ZERO)).isInstanceOf(FirnException.class);
  }

  @Test
  void nothingGivenBackMakesNoRoom() {
    small.take(20, Duration.ZERO);
    assertThatThrownBy(() -> small.take(30, Duration.ZERO)).isInstanceOf(FirnException.class);
    small.release(0);
    assertThat(small.pressure()).isEqualTo(1);
  }
}
