package dev.firn.engine.environment;

import com.github.f4b6a3.ulid.UlidFactory;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the engine takes from outside instead of from statics.
 *
 * @param clock the time of day, for names, summaries and history
 * @param ulids new ULIDs as 26 characters, ascending within one process
 * @param uuids new random UUIDs, for table and metadata file names
 * @param nanos a clock that never jumps, for ages; only differences mean something
 * @param ticker what looks after things that are due although nobody calls
 */
public record Environment(
    Clock clock, Supplier<String> ulids, Supplier<UUID> uuids, LongSupplier nanos, Ticker ticker) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The real thing. */
  public static Environment system() {
    UlidFactory factory = UlidFactory.newMonotonicInstance();
    return new Environment(
        Clock.systemUTC(),
        () -> factory.create().toString(),
        UUID::randomUUID,
        System::nanoTime,
        SystemTicker.INSTANCE);
  }

  /** A reproducible one: the same seed and clock give the same ids, and nothing ticks by itself. */
  public static Environment of(Clock clock, long seed) {
    Random random = new Random(seed);
    UlidFactory factory = UlidFactory.newMonotonicInstance((LongSupplier) random::nextLong);
    return new Environment(
        clock,
        () -> factory.create(clock.millis()).toString(),
        () -> new UUID(random.nextLong(), random.nextLong()),
        () -> clock.millis() * NANOS_PER_MILLI,
        Ticker.MANUAL);
  }
}
