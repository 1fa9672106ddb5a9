package dev.firn.engine.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Decides about each call, by its name, whether and how it fails. */
  public interface Rule {
    /** Called before the call, one at a time. */
    Optional<Mode> decide(String call);
  }

  private final long failingCall;
  private final Rule rule;
  private final Random random;
  private final List<Runnable> onCrash = new ArrayList<>();
  private long callCount;
  private volatile boolean crashed;
  private String failedAt = "nothing";

  private FaultPlan(long failingCall, Rule rule, long seed) {
    this.failingCall = failingCall;
    this.rule = rule;
    // Spread, because neighbouring seeds of Random begin with the same values.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** The n-th call from now on fails, counted from 1. */
  public static FaultPlan failing(long call, Mode mode) {
    long[] seen = {0};
    return new FaultPlan(
        call, each -> ++seen[0] == call ? Optional.of(mode) : Optional.empty(), call);
  }

  /** Nothing fails; calls are counted. */
  public static FaultPlan none() {
    return by(0, call -> Optional.empty());
  }

  /** What a rule says fails; the seed decides what a crash does to unsynced bytes. */
  public static FaultPlan by(long seed, Rule rule) {
    return new FaultPlan(-1, rule, seed);
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

  /** Whether the process has died. */
  public boolean hasCrashed() {
    return crashed;
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

  /**
   * Counts a call before it happens; throws if it must not.
   *
   * @return how it fails after it has happened; empty if it does not
   */
  public synchronized <E extends Exception> Optional<Mode> enter(String call, Failure<E> failure)
      throws E {
    if (crashed) {
      throw failure.of("dead at " + call);
    }
    callCount++;
    Optional<Mode> mode = rule.decide(call);
    if (mode.isEmpty()) {
      return mode;
    }
    failedAt = call + " (" + mode.get() + ")";
    return switch (mode.get()) {
      case BEFORE -> throw failure.of("injected at " + call);
      case CRASH_BEFORE -> {
        crash();
        throw failure.of("crashed before " + call);
      }
      case AFTER, CRASH_AFTER -> mode;
    };
  }

  /** Fails a call after it happened, if {@link #enter} said so. */
  public <E extends Exception> void leave(Optional<Mode> mode, String call, Failure<E> failure)
      throws E {
    if (mode.isPresent()) {
      if (mode.get() == Mode.CRASH_AFTER) {
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
