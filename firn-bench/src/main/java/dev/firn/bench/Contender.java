package dev.firn.bench;

import java.io.IOException;

/** A way to load lineitem into a new, empty table. */
interface Contender {
  /** Engine, source and settings, as the report names it. */
  String name();

  /** Loads it once, into a table of its own, and removes the table. */
  Outcome load() throws IOException;

  /**
   * One load.
   *
   * @param wallSeconds of the whole process, or of the call for a load in this process
   * @param readAndAppendSeconds without the start of the process, as the engine itself says
   * @param appendSeconds without reading the source, where the engine can tell
   * @param cpuSeconds user and system, all threads; NaN where it is not known
   * @param residentBytesMax of the process; 0 where it is not known
   */
  record Outcome(
      double wallSeconds,
      double readAndAppendSeconds,
      double appendSeconds,
      double cpuSeconds,
      long residentBytesMax,
      TableFacts table) {}

  /** What is in the table afterwards. */
  record TableFacts(long rows, long files, long bytes) {}
}
