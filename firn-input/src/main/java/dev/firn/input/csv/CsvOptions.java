package dev.firn.input.csv;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.input.text.RecordScan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialect of CSV; by default that of RFC 4180, with commas, or tabs where the name says so. */
public final class CsvOptions {
  private final @Nullable Character delimiter;
  private final char quote;
  private final List<String> nulls;
  private final Header header;

  /** Whether the first record names the columns. */
  public enum Header {
    PRESENT,
    /** The columns are the table's, in its order. */
    ABSENT
  }

  private CsvOptions(@Nullable Character delimiter, char quote, List<String> nulls, Header header) {
    this.delimiter = delimiter;
    this.quote = quote;
    this.nulls = nulls;
    this.header = header;
  }

  /** With a header, {@code "} as quote, an unquoted empty cell as null. */
  public static CsvOptions defaults() {
    return new CsvOptions(null, '"', List.of(""), Header.PRESENT);
  }

  /** The delimiter as {@code --delimiter} takes it: one character, {@code \t} or {@code tab}. */
  public CsvOptions withDelimiter(String text) {
    boolean isTab = text.equals("\\t") || text.equalsIgnoreCase("tab");
    return new CsvOptions(
        isTab ? Character.valueOf('\t') : Character.valueOf(single("Delimiter", text)),
        quote,
        nulls,
        header);
  }

  /** The quote as {@code --quote} takes it: one character. */
  public CsvOptions withQuote(String text) {
    return new CsvOptions(delimiter, single("Quote", text), nulls, header);
  }

  /** The unquoted texts that are null, instead of the empty one. */
  public CsvOptions withNulls(List<String> texts) {
    return new CsvOptions(delimiter, quote, List.copyOf(texts), header);
  }

  public CsvOptions withHeader(Header chosen) {
    return new CsvOptions(delimiter, quote, nulls, chosen);
  }

  /**
   * The delimiter of an input of this name: what was chosen, else a tab for {@code .tsv}.
   *
   * @throws FirnException {@link ErrorCode#USAGE} if it is the quote, too
   */
  char delimiterOf(String name) {
    char found = Optional.ofNullable(delimiter).orElse(isTabSeparated(name) ? '\t' : ',');
    if (found == quote) {
      throw new FirnException(
          ErrorCode.USAGE,
          "CSV options: expected delimiter and quote to differ, found '" + quote + "' as both.");
    }
    return found;
  }

  /** What counts the records of an input in this dialect. */
  public RecordScan recordScan() {
    return RecordScan.ofCsv(quote);
  }

  char quote() {
    return quote;
  }

  List<String> nulls() {
    return nulls;
  }

  Header header() {
    return header;
  }

  private static boolean isTabSeparated(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".tsv") || lower.endsWith(".tsv.gz") || lower.endsWith(".tsv.zst");
  }

  private static char single(String option, String text) {
    if (text.length() != 1 || text.equals("\n") || text.equals("\r") || isHalf(text)) {
      throw new FirnException(
          ErrorCode.USAGE,
          option + ": expected one character that ends no line, found '" + text + "'.");
    }
    return text.charAt(0);
  }

  private static boolean isHalf(String text) {
    return Character.isSurrogate(text.charAt(0));
  }
}
