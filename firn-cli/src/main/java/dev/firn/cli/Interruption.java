package dev.firn.cli;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happens on Ctrl-C. The command's thread is interrupted, which ends a load at its next batch;
 * what does not listen to interrupts, because it waits in native code, registers how to stop it.
 *
 * <p>Threads: safe.
 */
final class Interruption {
  private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();

  /** Something that must be stopped from outside, until it is closed. */
  interface Registered extends AutoCloseable {
    @Override
    void close();
  }

  /** Has an action run on an interrupt that comes before the result is closed. */
  Registered onInterrupt(Runnable action) {
    actions.add(action);
    return () -> actions.remove(action);
  }

  /** Stops what is under way. */
  void interrupt(Thread worker) {
    worker.interrupt();
    actions.forEach(Runnable::run);
  }
}
