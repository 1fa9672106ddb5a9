package dev.firn.engine.environment;

import java.time.Duration;

/** Calls something again and again. */
public interface Ticker {
  /** One that never calls: whoever wants a tick makes it, as tests do. */
  Ticker MANUAL = (period, action) -> () -> {};

  /** Calls an action each period, one call at a time, until the result is closed. */
  Ticking every(Duration period, Runnable action);

  /** Calls that go on until it is closed. */
  interface Ticking extends AutoCloseable {
    /** No call begins any more; one that runs goes on. */
    @Override
    void close();
  }
}
