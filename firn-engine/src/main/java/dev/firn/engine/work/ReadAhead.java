package dev.firn.engine.work;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things that come one after another, of which a helper makes the next one ready while the last one
 * is used.
 *
 * <p>Limit: one thing more.
 *
 * <p>Threads: one caller. An interrupt of the caller, while he waits, is passed on to the helper.
 *
 * <p>Failures: what the source throws is thrown when its thing is taken; after that only {@link
 * #close}.
 *
 * @param <T> the things
 */
public final class ReadAhead<T> implements AutoCloseable {
  private final Supplier<Optional<T>> source;
  private final Consumer<? super T> discard;
  private final Executor executor;
  private @Nullable Next<T> next;

  /** A thing that is being made ready. */
  private static final class Next<T> {
    private final Handoff handoff;
    private Optional<T> made = Optional.empty();

    Next(Supplier<Optional<T>> source, Executor executor) {
      this.handoff = Handoff.begin(() -> made = source.get(), executor);
    }
  }

  /**
   * All that a source has.
   *
   * @param source the next thing, or nothing at the end
   * @param discard gives back what was made ready and nobody took
   */
  public ReadAhead(Supplier<Optional<T>> source, Consumer<? super T> discard, Executor executor) {
    this.source = source;
    this.discard = discard;
    this.executor = executor;
  }

  /** Has the next one made ready. Not to be called at the end, nor twice for the same. */
  public void begin() {
    next = new Next<>(source, executor);
  }

  /** The next one, which is the caller's; nothing at the end. */
  public Optional<T> next() {
    Next<T> ready = next;
    if (ready == null) {
      return source.get();
    }
    next = null;
    ready.handoff.awaitOrInterrupt();
    return ready.made;
  }

  /** Returns when no helper is at work any more; gives back what nobody took. */
  @Override
  public void close() {
    Next<T> unused = next;
    next = null;
    if (unused != null && !unused.handoff.cancel()) {
      unused.made.ifPresent(discard);
    }
  }
}
