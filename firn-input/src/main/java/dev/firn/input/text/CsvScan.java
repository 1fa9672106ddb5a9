package dev.firn.input.text;

import java.nio.charset.StandardCharsets;

/**
 * Counts the records of CSV: line ends ({@code \n}, {@code \r\n}, a lone {@code \r}) with an even
 * number of quotes before them. A quote within a quoted cell is doubled, which changes nothing.
 *
 * <p>A carriage return is counted when it comes: the parser needs nothing behind it either.
 */
final class CsvScan implements RecordScan {
  private final byte[] quote;
  private int quoteMatched;
  private boolean isQuoted;
  private boolean isAfterReturn;

  CsvScan(char quote) {
    this.quote = String.valueOf(quote).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int endsIn(byte[] bytes, int from, int end) {
    int ends = 0;
    for (int at = from; at < end; at++) {
      byte each = bytes[at];
      if (each == quote[quoteMatched]) {
        quoteMatched++;
        if (quoteMatched == quote.length) {
          quoteMatched = 0;
          isQuoted = !isQuoted;
        }
      } else {
        quoteMatched = each == quote[0] ? 1 : 0;
      }
      boolean isReturn = each == '\r';
      if (!isQuoted && (isReturn || (each == '\n' && !isAfterReturn))) {
        ends++;
      }
      isAfterReturn = isReturn;
    }
    return ends;
  }
}
