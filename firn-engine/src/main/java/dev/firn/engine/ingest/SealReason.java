package dev.firn.engine.ingest;

/** Why pending rows are committed now. */
public enum SealReason {
  /** They would make a file of the target size. */
  SIZE,
  /** The oldest has waited for the rotation timeout. */
  AGE,
  /** A sender waits for a committed receipt. */
  RECEIPT,
  /** The logs hold most of what they may. */
  PRESSURE,
  /** Somebody asked. */
  REQUEST,
  /** The process ends in good order. */
  SHUTDOWN
}
