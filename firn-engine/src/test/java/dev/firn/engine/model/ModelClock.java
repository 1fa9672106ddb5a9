package dev.firn.engine.model;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.environment.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time of all processes of the model: one clock that jumps and one that does not. */
final class ModelClock extends Clock {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  /** Beyond it producers would be forgotten, which is another test. */
  private static final Duration JUMP_MAX = Duration.ofDays(2);

  private Duration passed = Duration.ZERO;
  private Duration jumped = Duration.ZERO;

  /** Time passes, for both clocks. */
  void pass(Duration time) {
    passed = passed.plus(time);
  }

  /** The wall clock is set. */
  void jump(Duration by) {
    Duration next = jumped.plus(by);
    jumped = next.abs().compareTo(JUMP_MAX) > 0 ? Duration.ZERO : next;
  }

  /** Where a process gets time and chance from. */
  Environment environment(long seed) {
    Environment made = Environment.of(this, seed);
    return new Environment(this, made.ulids(), made.uuids(), () -> passed.toNanos(), Ticker.MANUAL);
  }

  @Override
  public Instant instant() {
    return START.plus(passed).plus(jumped);
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
