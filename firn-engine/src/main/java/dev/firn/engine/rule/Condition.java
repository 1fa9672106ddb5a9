package dev.firn.engine.rule;

/** A part of a rule that is true, false, null or impossible to evaluate: codes of {@link Truth}. */
interface Condition {
  /** The truths at a frame's positions; they hold until this is called again. */
  byte[] evaluate(Frame frame);
}
