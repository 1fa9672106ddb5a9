package dev.firn.engine.model;

import dev.firn.engine.storage.FaultPlan;
import dev.firn.engine.storage.FaultPlan.Mode;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * The faults of one process of the model: some last until they are lifted, others strike once.
 *
 * <p>Threads: guarded by its plan, which asks one call at a time.
 */
final class Faults implements FaultPlan.Rule {
  private boolean diskFull;
  private int failingSyncs;
  private int hiddenSwaps;
  private int deafAfter;
  private int deafCalls;
  private boolean swapIsNext;
  private boolean diesAtSync;
  private int callsLeft = -1;
  private Mode mode = Mode.BEFORE;
  private Predicate<String> intrudeAt = call -> false;
  private Runnable intruder = () -> {};
  private CountDownLatch reached = new CountDownLatch(0);
  private CountDownLatch released = new CountDownLatch(0);
  private boolean gated;

  @Override
  public Optional<Mode> decide(String call) {
    if (gated && call.startsWith("write ") && call.endsWith(".frames")) {
      gated = false;
      reached.countDown();
      await(released);
    }
    if (intrudeAt.test(call)) {
      intrudeAt = each -> false;
      intruder.run();
    }
    if (callsLeft > 0 && --callsLeft == 0) {
      return Optional.of(mode);
    }
    return call.startsWith("sql ") ? decideSql(call) : decideDisk(call);
  }

  private Optional<Mode> decideSql(String call) {
    if (deafCalls > 0) {
      deafCalls--;
      return Optional.of(Mode.BEFORE);
    }
    if (swapIsNext && call.equals("sql commit")) {
      swapIsNext = false;
      if (hiddenSwaps > 0) {
        hiddenSwaps--;
        deafCalls = deafAfter;
        return Optional.of(Mode.AFTER);
      }
    }
    return Optional.empty();
  }

  private Optional<Mode> decideDisk(String call) {
    boolean writes =
        call.startsWith("write ")
            || call.startsWith("create")
            || call.startsWith("preallocate ")
            || call.startsWith("replace ");
    // The metadata file is durable; what the registry commits next is the pointer.
    swapIsNext |= call.startsWith("syncFolder ") && call.endsWith("/metadata");
    if (diesAtSync && call.startsWith("sync ") && call.endsWith(".frames")) {
      diesAtSync = false;
      return Optional.of(Mode.CRASH_BEFORE);
    }
    if (diskFull && writes) {
      return Optional.of(Mode.BEFORE);
    }
    if (failingSyncs > 0 && (call.startsWith("sync") || call.startsWith("publish "))) {
      failingSyncs--;
      return Optional.of(failingSyncs % 2 == 0 ? Mode.BEFORE : Mode.AFTER);
    }
    return Optional.empty();
  }

  /** Nothing fails from now on. */
  synchronized void lift() {
    diskFull = false;
    failingSyncs = 0;
    hiddenSwaps = 0;
    deafCalls = 0;
    diesAtSync = false;
    callsLeft = -1;
    intrudeAt = call -> false;
  }

  void fillDisk() {
    diskFull = true;
  }

  void failSyncs(int count) {
    failingSyncs = count;
  }

  /** So many moves of a pointer succeed and say that they did not. */
  void hideSwaps(int count, int deafCallsAfter) {
    hiddenSwaps = count;
    deafAfter = deafCallsAfter;
  }

  /** The process dies when the log's frames are written and not yet synced. */
  void dieAtSync() {
    diesAtSync = true;
  }

  /** The n-th call from now on fails so. */
  void failCall(int call, Mode how) {
    callsLeft = call;
    mode = how;
  }

  /** Something else happens before the next call that is meant. */
  void intrude(Predicate<String> at, Runnable what) {
    intrudeAt = at;
    intruder = what;
  }

  /** The log's next write waits, so that batches come together behind it. */
  void closeGate() {
    reached = new CountDownLatch(1);
    released = new CountDownLatch(1);
    gated = true;
  }

  /** Waits until the log's thread stands at the gate. */
  boolean isAtGate(long millis) {
    try {
      return reached.await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void openGate() {
    gated = false;
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
