package dev.firn.engine.environment;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ticks by a thread of its own. */
final class SystemTicker implements Ticker {
  static final SystemTicker INSTANCE = new SystemTicker();

  private SystemTicker() {}

  @Override
  public Ticking every(Duration period, Runnable action) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("firn-tick").factory());
    var _ =
        thread.scheduleWithFixedDelay(
            action, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    return thread::shutdown;
  }
}
