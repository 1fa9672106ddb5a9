package dev.firn.input.csv;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import dev.firn.engine.schema.SourceShape;
import dev.firn.input.convert.RefusedValue;
import dev.firn.input.csv.CsvParser.BrokenRecordException;
import dev.firn.input.text.Arrivals;
import dev.firn.input.text.RecordPlaces;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV input, read as the types of a table's columns; the rules are in
 * docs/conversions.md.
 *
 * <p>A record that does not have as many cells as it should is reported and left out, and reading
 * goes on. Where quotes make it impossible to say where a record ends, it is reported and reading
 * ends: what follows would be read as something else than was meant.
 *
 * <p>Limits: one batch, one record.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: as {@link TextSource}'s; {@link ErrorCode#SCHEMA_MISMATCH} for a header that does
 * not fit.
 */
public final class CsvReader implements BatchReader {
  /** No table has as many columns; a header of more is not one. */
  private static final int HEADER_CELLS_MAX = 100_000;

  private final TextSource text;
  private final TextLimits limits;
  private final LoadTarget target;
  private final CsvRecord record;
  private final CsvParser parser;
  private final CsvColumns columns;
  private final @Nullable CsvRows rows;
  private boolean isAtEnd;
  private long nextRow = 1;

  private CsvReader(
      TextSource text,
      CsvOptions options,
      TextLimits limits,
      LoadTarget target,
      BufferAllocator allocator) {
    this.text = text;
    this.limits = limits;
    this.target = target;
    this.record = new CsvRecord(options.quote(), HEADER_CELLS_MAX);
    this.parser = new CsvParser(text, options.delimiterOf(text.name()), options.quote(), record);
    Optional<CsvColumns> found =
        switch (options.header()) {
          case PRESENT ->
              readHeader().map(names -> CsvColumns.ofHeader(text.name(), names, target));
          case ABSENT -> Optional.of(CsvColumns.ofTable(text.name(), target));
        };
    this.columns = found.orElse(new CsvColumns(0, List.of()));
    this.rows =
        found.map(known -> new CsvRows(known, options.nulls(), limits, allocator)).orElse(null);
    this.isAtEnd = found.isEmpty();
    record.keepCells(columns.cellCount());
  }

  /**
   * Begins to read: the header, if there is one, and whether it fits the table.
   *
   * @param text taken over; closed with the reader, or if this fails
   * @param allocator of the batches' vectors
   */
  public static CsvReader open(
      TextSource text,
      CsvOptions options,
      TextLimits limits,
      LoadTarget target,
      BufferAllocator allocator) {
    try {
      return new CsvReader(text, options, limits, target, allocator);
    } catch (RuntimeException | Error e) {
      try {
        text.close();
      } catch (FirnException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** The columns that are read; an input without even a header has the table's, and no rows. */
  @Override
  public SourceShape shape() {
    Schema schema =
        rows == null
            ? new Schema(ArrowMapping.toArrow(target.schema()).getFields())
            : columns.schema();
    return SourceShape.of(text.name(), schema);
  }

  /**
   * Passes over records, whatever is in them.
   *
   * @return how many there were, less than asked for at the end of the input
   */
  public long skip(long count) {
    long skipped = 0;
    while (skipped < count && !isAtEnd) {
      isAtEnd = !readRecord();
      if (!isAtEnd && isRecord()) {
        nextRow++;
        skipped++;
      }
    }
    return skipped;
  }

  @Override
  public Optional<IncomingBatch> nextBatch() {
    CsvRows into = rows;
    if (isAtEnd || into == null) {
      return Optional.empty();
    }
    RecordPlaces places = RecordPlaces.ofBatch(limits.batchRows());
    BatchOrigin origin = new BatchOrigin(text.name(), places);
    Arrivals arrivals = text.arrivals();
    arrivals.beginBatch();
    into.begin();
    int rowCount = 0;
    long bytes = 0;
    long bytesMax = limits.batchBytesNow();
    // Records that are left out count, too, so that cancelling is noticed in an input of nothing
    // else.
    for (int read = 0; read < limits.batchRows() && bytes < bytesMax; read++) {
      if (!arrivals.isNextInTime(parser.recordCount())) {
        break;
      }
      if (!readRecord()) {
        isAtEnd = true;
        break;
      }
      bytes += record.charCount();
      if (isRecord()) {
        arrivals.takeRecord();
        if (isWhole()) {
          places.set(rowCount, nextRow, record.line());
          into.write(record, origin, rowCount, target.violations());
          bytes += into.rowBytes();
          rowCount++;
        }
        nextRow++;
      }
    }
    limits.ended(bytes, bytesMax);
    boolean isEmpty = isAtEnd && rowCount == 0;
    IncomingBatch batch = IncomingBatch.of(origin, into.finish(rowCount));
    if (isEmpty) {
      batch.close();
    }
    return isEmpty ? Optional.empty() : Optional.of(batch);
  }

  @Override
  public void close() {
    try {
      if (rows != null) {
        rows.close();
      }
    } finally {
      text.close();
    }
  }

  /** Reads a record; false at the end of all that can be read. */
  private boolean readRecord() {
    try {
      return parser.next();
    } catch (BrokenRecordException e) {
      refuse(e.expected(), e.found());
      return false;
    }
  }

  /**
   * Whether the line is a record: a blank one is none, but in an input of one column it is a null,
   * because that is how one is written there.
   */
  private boolean isRecord() {
    if (record.isBlank() && columns.cellCount() == 1) {
      record.becomeEmptyCell();
    }
    return !record.isBlank();
  }

  /** Whether the record has the cells it should; else it is reported. */
  private boolean isWhole() {
    if (record.isTooLong()) {
      refuse("a record of at most " + TextLimits.RECORD_CHARS_MAX + " characters", "a longer one");
      return false;
    }
    if (record.cellCount() != columns.cellCount()) {
      refuse(cells(columns.cellCount()), cells(record.cellCount()));
      return false;
    }
    int stray = record.strayQuoteCell();
    if (stray >= 0) {
      String cell = RefusedValue.shown(record.chars(), record.start(stray), record.length(stray));
      refuse("a cell with a quote in it to be quoted", "cell " + (stray + 1) + ": '" + cell + "'");
      return false;
    }
    return true;
  }

  private void refuse(String expected, String found) {
    target
        .violations()
        .add(
            text.name(),
            nextRow,
            OptionalLong.of(record.line()),
            new Finding(ViolationKind.RECORD, "", expected, () -> found));
  }

  private static String cells(int count) {
    return count == 1 ? "1 cell" : count + " cells";
  }

  private Optional<List<String>> readHeader() {
    try {
      do {
        if (!parser.next()) {
          return Optional.empty();
        }
      } while (record.isBlank());
    } catch (BrokenRecordException e) {
      throw badHeader("a header with " + e.expected(), e.found());
    }
    requireSound();
    List<String> names = new ArrayList<>();
    for (int cell = 0; cell < record.cellCount(); cell++) {
      names.add(new String(record.chars(), record.start(cell), record.length(cell)));
    }
    return Optional.of(names);
  }

  private void requireSound() {
    if (record.isTooLong()) {
      throw badHeader(
          counted("a header of at most %,d characters", TextLimits.RECORD_CHARS_MAX),
          "a longer one");
    }
    if (record.cellCount() > HEADER_CELLS_MAX) {
      throw badHeader(
          counted("a header of at most %,d names", HEADER_CELLS_MAX),
          counted("%,d", record.cellCount()));
    }
    // An index column without a name is common, and passed over as any other unknown one.
    if (target.match().unknown() == UnknownColumns.REFUSED) {
      for (int cell = 0; cell < record.cellCount(); cell++) {
        if (record.length(cell) == 0) {
          throw badHeader(
              "a header with a name in each cell",
              counted("none in cell %,d", cell + 1) + "; --ignore-unknown passes over such cells");
        }
      }
    }
  }

  private static String counted(String words, int count) {
    return String.format(Locale.ROOT, words, count);
  }

  private FirnException badHeader(String expected, String found) {
    String message =
        "Input '"
            + text.name()
            + "', line "
            + record.line()
            + ": expected "
            + expected
            + ", found "
            + found
            + ". Correct it, or use --no-header if there is none.";
    Violation violation =
        Violation.ofColumn("", expected, found).inSource(text.name()).onLine(record.line());
    return new FirnException(
        ErrorCode.SCHEMA_MISMATCH, message, List.of(violation), Map.of(ViolationKind.RECORD, 1L));
  }
}
