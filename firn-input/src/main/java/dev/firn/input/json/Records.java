package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.Closeable;
import java.io.IOException;

/**
 * The records of a JSON text, one after another. What is no record is reported and passed over, or
 * ends the text, if nothing behind it can be understood.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: an {@link IOException} of the input itself, which cannot be read on.
 */
sealed interface Records extends Closeable permits LineRecords, ArrayRecords {
  /** What came next. */
  enum Next {
    /** A record, which is to be read. */
    RECORD,
    /** Something that is no record. It is reported and passed over, and counts as one. */
    REFUSED,
    /** Nothing yet; what was read is not to wait for it. */
    LATE,
    /** Nothing any more. */
    END
  }

  /** Goes to the next record. */
  Next next() throws IOException;

  /** Passes over the next record, whatever is in it; false at the end. */
  boolean skip() throws IOException;

  /** Stands at the opening bracket of the record; after reading it, at its closing one. */
  JsonParser json();

  /** The number of the record, from 1; what is no record but stands for one counts too. */
  long row();

  /** The line on which the record begins, from 1. */
  long line();

  /** Looks behind the record that was just read; false, and reported, if it cannot end there. */
  boolean isEnded() throws IOException;

  /**
   * Reports a record that could not be read to its end.
   *
   * @param failure what reading it threw; thrown again if it is the input that failed
   */
  void takeBack(IOException failure) throws IOException;

  /** Characters of the records so far. */
  long charsRead();
}
