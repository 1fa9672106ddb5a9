package dev.firn.engine.catalog;

/** What happens if the thing to change or drop is not there; SQL says SKIP by {@code IF EXISTS}. */
public enum OnMissing {
  FAIL,
  SKIP
}
