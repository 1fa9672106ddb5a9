package dev.firn.engine.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Which call of a run fails, and how. Storage and database share one plan, so that a loop over n
 * walks through every durable step of an operation, in order.
 *
 * <p>Threads: safe.
 */
public final class FaultPlan {
  /** What a failing call does. */
  public enum Mode {
    /** Nothing happens, the caller gets an error. */
    BEFORE,
    /** It happens, the caller gets an error all the same: a lost answer. */
    AFTER,
    /** The process dies before the call: this and every later call fails, unsynced bytes suffer. */
    CRASH_BEFORE,
    /** The process dies right after the call took effect. */
    CRASH_AFTER
  }

  private final long failingCall;
  private final Mode mode;
  private final Random random;
  private final List<Runnable> onCrash = new ArrayList<>();
  private long callCount;
  private boolean crashed;
  private String failedAt = "nothing";

  private FaultPlan(long failingCall, Mode mode, long seed) {
    this.failingCall = failingCall;
    this.mode = mode;
    // Spread, because neighbouring seeds of Random begin with the same values.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** The n-th call from now on fails, counted from 1. */
  public static FaultPlan failing(long call, Mode mode) {
    return new FaultPlan(call, mode, call);
  }

  /** Nothing fails; calls are counted. */
  public static FaultPlan none() {
    return new FaultPlan(-1, Mode.BEFORE, 0);
  }

  /** How many calls there were. */
  public synchronized long callCount() {
    return callCount;
  }

  /** Whether the failing call was reached. */
  public synchronized boolean hasFailed() {
    return failingCall > 0 && callCount >= failingCall;
  }

  /** The call that failed, for messages. */
  public synchronized String failedAt() {
    return failedAt;
  }

  /** Kills the process now. */
  public synchronized void crash() {
    if (!crashed) {
      crashed = true;
      onCrash.forEach(Runnable::run);
    }
  }

  synchronized void onCrash(Runnable action) {
    onCrash.add(action);
  }

  Random random() {
    return random;
  }

  /** Counts a call before it happens; throws if it must not. */
  public <E extends Exception> boolean enter(String call, Failure<E> failure) throws E {
    synchronized (this) {
      if (crashed) {
        throw failure.of("dead at " + call);
      }
      callCount++;
      if (callCount != failingCall) {
        return false;
      }
      failedAt = call + " (" + mode + ")";
      switch (mode) {
        case BEFORE -> throw failure.of("injected at " + call);
        case CRASH_BEFORE -> {
          crash();
          throw failure.of("crashed before " + call);
        }
        case AFTER, CRASH_AFTER -> {
          return true;
        }
      }
      throw new IllegalStateException();
    }
  }

  /** Fails a call after it happened, if {@link #enter} said so. */
  public <E extends Exception> void leave(boolean fails, String call, Failure<E> failure) throws E {
    if (fails) {
      if (mode == Mode.CRASH_AFTER) {
        crash();
      }
      throw failure.of("injected after " + call);
    }
  }

  /** Makes the exception that the failing layer would throw. */
  public interface Failure<E extends Exception> {
    E of(String message);
  }
}
