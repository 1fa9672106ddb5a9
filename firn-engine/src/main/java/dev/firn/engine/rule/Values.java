package dev.firn.engine.rule;

/** A part of a rule that yields numbers, texts or instants. */
interface Values {
  /** The values at a frame's positions; they hold until this is called again. */
  Buffer evaluate(Frame frame);
}
