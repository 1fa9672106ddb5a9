package dev.firn.engine.memory;

/** What is made smaller while memory is short. */
public enum Shrink {
  /** A batch of rows that is read. */
  BATCH("smaller batches"),
  /** A frame of rows that are put aside. */
  FRAME("smaller frames"),
  /** A row group, which ends early. */
  ROW_GROUP("smaller row groups");

  private final String words;

  Shrink(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
