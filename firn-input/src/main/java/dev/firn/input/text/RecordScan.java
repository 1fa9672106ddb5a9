package dev.firn.input.text;

/**
 * Counts the records of a text by its bytes, as they come: it knows where a record ends, and
 * nothing else of it. So it can be said that another record is whole before a reader begins it.
 *
 * <p>What it counts is right for text that is right. Where quotes or brackets are wrong it may
 * count too few, never for good records before the fault.
 *
 * <p>Threads: one at a time.
 */
public interface RecordScan {
  /** Of an input whose records nobody asks about. */
  static RecordScan none() {
    return (bytes, from, end) -> 0;
  }

  /** Of lines, blank ones too; only a line feed ends one. */
  static RecordScan ofLines() {
    return new LineScan();
  }

  /** Of records of CSV, blank lines too; line breaks between quotes end none. */
  static RecordScan ofCsv(char quote) {
    return new CsvScan(quote);
  }

  /** Of the objects of a JSON array, or of one object. */
  static RecordScan ofJsonArray() {
    return new JsonArrayScan();
  }

  /** Takes the next bytes in; says how many records end in them. */
  int endsIn(byte[] bytes, int from, int end);
}
