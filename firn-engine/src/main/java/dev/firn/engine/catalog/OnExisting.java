package dev.firn.engine.catalog;

/** What happens if the thing to create is there; SQL says SKIP by {@code IF NOT EXISTS}. */
public enum OnExisting {
  FAIL,
  SKIP
}
