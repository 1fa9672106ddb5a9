package dev.firn.engine.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a registry by name and labels. Micrometer's own look-up makes an id with its tags
 * each time; here a call costs one small key.
 *
 * <p>Limit: labels are bounded, and with them the number of meters.
 *
 * <p>Threads: safe.
 *
 * <p>Failures: none. A registry of the caller's may refuse a meter, say because it has one of
 * another kind under that name; no load may fail by that. It is logged once for each name.
 */
final class Meters {
  private static final Logger LOG = LoggerFactory.getLogger(Meters.class);
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final ConcurrentMap<Series, Meter> made = new ConcurrentHashMap<>();

  private final ConcurrentMap<Series, Watched> watched = new ConcurrentHashMap<>();
  private final Set<MetricName> failing = ConcurrentHashMap.newKeySet();

  /**
   * A meter that asks a source, which it holds weakly: the source lives as long as this. So a
   * registry that outlives the engine does not keep that on the heap.
   */
  private record Watched(Meter meter, Object source) {}

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  MeterRegistry registry() {
    return registry;
  }

  void count(Series series, long amount) {
    increment(series, (double) amount);
  }

  /** Counts a time in seconds. */
  void countSeconds(Series series, long nanos) {
    increment(series, nanos / NANOS_PER_SECOND);
  }

  private void increment(Series series, double amount) {
    try {
      Meter meter = made.get(series);
      if (meter == null) {
        meter = made.computeIfAbsent(series, this::newCounter);
      }
      ((Counter) meter).increment(amount);
    } catch (RuntimeException e) {
      warnOnce(series, e);
    }
  }

  void record(Series series, long amount) {
    try {
      Meter meter = made.get(series);
      if (meter == null) {
        meter = made.computeIfAbsent(series, this::newSummary);
      }
      ((DistributionSummary) meter).record((double) amount);
    } catch (RuntimeException e) {
      warnOnce(series, e);
    }
  }

  void time(Series series, long nanos) {
    try {
      Meter meter = made.get(series);
      if (meter == null) {
        meter = made.computeIfAbsent(series, this::newTimer);
      }
      ((Timer) meter).record(nanos, TimeUnit.NANOSECONDS);
    } catch (RuntimeException e) {
      warnOnce(series, e);
    }
  }

  /** Shows a value of a source until {@link #forget}. */
  <T> void watch(Series series, T source, ToDoubleFunction<T> value) {
    try {
      watched.put(series, new Watched(newWatching(series, source, value), source));
    } catch (RuntimeException e) {
      warnOnce(series, e);
    }
  }

  void forget(Series series) {
    Watched gone = watched.remove(series);
    if (gone != null) {
      registry.remove(gone.meter());
    }
  }

  /** Forgets all that is watched; what was counted stays. */
  void forgetWatched() {
    Set.copyOf(watched.keySet()).forEach(this::forget);
  }

  private void warnOnce(Series series, RuntimeException failure) {
    if (failing.add(series.name())) {
      LOG.warn("Meter {} is not kept: {}", series.name().dotted(), failure.getMessage());
    }
  }

  private <T> Meter newWatching(Series series, T source, ToDoubleFunction<T> value) {
    MetricName name = series.name();
    return switch (name.type()) {
      case GAUGE ->
          Gauge.builder(name.dotted(), source, value)
              .description(name.description())
              .baseUnit(unitOf(name))
              .tags(tags(series))
              .register(registry);
      case COUNTER ->
          FunctionCounter.builder(name.dotted(), source, value)
              .description(name.description())
              .baseUnit(unitOf(name))
              .tags(tags(series))
              .register(registry);
      case SUMMARY, TIMER -> throw new IllegalStateException(name + " cannot be asked");
    };
  }

  private Counter newCounter(Series series) {
    MetricName name = series.name();
    return Counter.builder(name.dotted())
        .description(name.description())
        .baseUnit(unitOf(name))
        .tags(tags(series))
        .register(registry);
  }

  private DistributionSummary newSummary(Series series) {
    MetricName name = series.name();
    return DistributionSummary.builder(name.dotted())
        .description(name.description())
        .baseUnit(unitOf(name))
        .serviceLevelObjectives(name.buckets().bounds())
        .tags(tags(series))
        .register(registry);
  }

  /** A timer's unit is the registry's own, which is seconds in a scrape. */
  private Timer newTimer(Series series) {
    MetricName name = series.name();
    return Timer.builder(name.dotted())
        .description(name.description())
        .serviceLevelObjectives(durations(name.buckets().bounds()))
        .tags(tags(series))
        .register(registry);
  }

  private static Duration[] durations(double[] seconds) {
    return Arrays.stream(seconds)
        .mapToObj(each -> Duration.ofNanos(Math.round(each * NANOS_PER_SECOND)))
        .toArray(Duration[]::new);
  }

  private static @Nullable String unitOf(MetricName name) {
    return name.unit().isEmpty() ? null : name.unit();
  }

  private static List<Tag> tags(Series series) {
    List<Label> labels = series.name().labels();
    List<Object> values = List.of(series.first(), series.second(), series.third());
    return IntStream.range(0, labels.size())
        .mapToObj(i -> Tag.of(labels.get(i).key(), text(values.get(i))))
        .toList();
  }

  private static String text(Object value) {
    return value instanceof Enum<?> choice ? Label.valueOf(choice) : value.toString();
  }
}
