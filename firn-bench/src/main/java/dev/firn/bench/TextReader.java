package dev.firn.bench;

import java.io.IOException;

/** A way to read the flights from a text file into Arrow vectors of given types. */
interface TextReader {
  /** Engine and format, as the report names it. */
  String name();

  /** Reads the whole file once; returns its rows. */
  long read() throws IOException;
}
