package dev.firn.engine.model;

/** How the model does something that may fail. */
@FunctionalInterface
interface Attempts {
  /** Whether it was done. */
  boolean attempt(ModelProcess process, String what, Runnable action);
}
