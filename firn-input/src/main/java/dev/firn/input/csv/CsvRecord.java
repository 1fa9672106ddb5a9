package dev.firn.input.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import dev.firn.input.text.TextLimits;
import java.util.Arrays;

/**
 * One record, taken apart into the characters of its cells. Filled by the parser, cell by cell, and
 * read once it is whole: only then is it known whether it has as many cells as it should.
 *
 * <p>Limits: cells beyond the expected number are counted, not kept; characters beyond {@link
 * TextLimits#RECORD_CHARS_MAX} make it too long.
 *
 * <p>Threads: one at a time.
 */
final class CsvRecord extends AbstractBaseCsvCallbackHandler<CsvRecord> {
  private static final int CHARS_START = 1024;
  private static final int CELLS_START = 64;

  private final char quote;
  private int cellsMax;
  private char[] chars = new char[CHARS_START];
  private int[] ends = new int[CELLS_START];
  private boolean[] quoted = new boolean[CELLS_START];
  private int charCount;
  private int cellCount;
  private long line;
  private boolean isBlank;
  private boolean isTooLong;
  private int strayQuoteCell;

  /**
   * A record before the first.
   *
   * @param cellsMax cells that are kept
   */
  CsvRecord(char quote, int cellsMax) {
    this.quote = quote;
    this.cellsMax = cellsMax;
  }

  /** From the next record on so many cells are kept. */
  void keepCells(int count) {
    cellsMax = count;
  }

  /** The physical line on which it begins, from 1. */
  long line() {
    return line;
  }

  /** Whether the line is empty: no cell at all. */
  boolean isBlank() {
    return isBlank;
  }

  /** Takes an empty line for one empty cell that is not quoted. */
  void becomeEmptyCell() {
    isBlank = false;
    cellCount = 1;
    ends[0] = 0;
    quoted[0] = false;
  }

  /** Whether its characters are more than a record may have; then they are not all here. */
  boolean isTooLong() {
    return isTooLong;
  }

  /** The first cell that is not quoted but has a quote in it, or -1. */
  int strayQuoteCell() {
    return strayQuoteCell;
  }

  /** All cells, also those that are not kept. */
  int cellCount() {
    return cellCount;
  }

  /** The characters of all its cells. */
  int charCount() {
    return charCount;
  }

  char[] chars() {
    return chars;
  }

  int start(int cell) {
    return cell == 0 ? 0 : ends[cell - 1];
  }

  int length(int cell) {
    return ends[cell] - start(cell);
  }

  boolean isQuoted(int cell) {
    return quoted[cell];
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    charCount = 0;
    cellCount = 0;
    isBlank = false;
    isTooLong = false;
    strayQuoteCell = -1;
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean isQuoted) {
    cellCount++;
    if (index >= cellsMax) {
      return;
    }
    if (length > TextLimits.RECORD_CHARS_MAX - charCount) {
      isTooLong = true;
    }
    int kept = isTooLong ? 0 : length;
    reserve(index, kept);
    if (!copy(buffer, offset, kept, chars, charCount, quote) && !isQuoted && strayQuoteCell < 0) {
      strayQuoteCell = index;
    }
    charCount += kept;
    ends[index] = charCount;
    quoted[index] = isQuoted;
  }

  @Override
  protected void handleEmpty() {
    isBlank = true;
  }

  @Override
  protected CsvRecord buildRecord() {
    return this;
  }

  /** Copies a cell; false if there is a quote in it. Most cells are too short for a bulk copy. */
  private static boolean copy(
      char[] from, int offset, int length, char[] to, int start, char quote) {
    boolean hasQuote = false;
    for (int at = 0; at < length; at++) {
      char each = from[offset + at];
      hasQuote |= each == quote;
      to[start + at] = each;
    }
    return !hasQuote;
  }

  private void reserve(int cell, int length) {
    if (charCount + length > chars.length) {
      chars = Arrays.copyOf(chars, Math.max(charCount + length, chars.length * 2));
    }
    if (cell == ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
      quoted = Arrays.copyOf(quoted, quoted.length * 2);
    }
  }
}
