package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonFactory;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.SourceShape;
import dev.firn.input.text.Arrivals;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads JSON text as rows of a table: keys are its columns, values become their types by the rules
 * of docs/conversions.md. What does not fit is reported with the line and number of its record, and
 * reading goes on; only text that cannot be understood any further ends it.
 *
 * <p>Limit: one batch, and one record of {@link TextLimits#RECORD_CHARS_MAX} characters.
 *
 * <p>Threads: one at a time.
 *
 * <p>Failures: {@link ErrorCode#SCHEMA_MISMATCH} when opened for a table with columns that text has
 * no form for, {@link ErrorCode#INPUT_UNREADABLE} if the input itself is damaged, {@link
 * ErrorCode#CANCELLED} if the thread is interrupted.
 */
public final class JsonReader implements BatchReader {
  private final TextSource text;
  private final JsonBatch.Parts parts;
  private final Records records;
  private boolean isAtEnd;

  private JsonReader(TextSource text, JsonBatch.Parts parts, Records records) {
    this.text = text;
    this.parts = parts;
    this.records = records;
  }

  /** Reads NDJSON: an object a line. Takes the text over, also if this fails. */
  public static JsonReader openLines(
      TextSource text, LoadTarget target, TextLimits limits, BufferAllocator allocator) {
    return open(text, target, limits, allocator, LineRecords::new);
  }

  /** Reads an array of objects, or one object. Takes the text over, also if this fails. */
  public static JsonReader openArray(
      TextSource text, LoadTarget target, TextLimits limits, BufferAllocator allocator) {
    return open(text, target, limits, allocator, ArrayRecords::new);
  }

  @Override
  public SourceShape shape() {
    return SourceShape.of(text.name(), parts.schema());
  }

  /**
   * Passes over records, whatever is in them.
   *
   * @return how many there were, less than asked for at the end of the text
   */
  public long skip(long count) {
    try {
      long skipped = 0;
      while (skipped < count && records.skip()) {
        skipped++;
      }
      return skipped;
    } catch (IOException e) {
      throw unreadable(text.name(), e);
    }
  }

  @Override
  public Optional<IncomingBatch> nextBatch() {
    JsonBatch batch = JsonBatch.create(parts);
    boolean isHandedOn = false;
    try {
      text.arrivals().beginBatch();
      fill(batch);
      isHandedOn = batch.rowCount() > 0 || !isAtEnd;
      return isHandedOn ? Optional.of(batch.finish()) : Optional.empty();
    } catch (IOException e) {
      throw unreadable(text.name(), e);
    } finally {
      if (!isHandedOn) {
        batch.close();
      }
    }
  }

  @Override
  public void close() {
    try (TextSource _ = text) {
      records.close();
    } catch (IOException e) {
      throw unreadable(text.name(), e);
    }
  }

  /** What is no row counts as one, so that an input of nothing else has batches too. */
  private void fill(JsonBatch batch) throws IOException {
    TextLimits limits = parts.limits();
    long charsBefore = records.charsRead();
    long bytes = 0;
    long bytesMax = limits.batchBytesNow();
    for (int read = 0; read < limits.batchRows() && bytes < bytesMax; read++) {
      switch (records.next()) {
        case RECORD -> batch.read(records);
        case REFUSED -> {}
        case LATE -> {
          return;
        }
        case END -> {
          isAtEnd = true;
          return;
        }
      }
      bytes = records.charsRead() - charsBefore + (long) batch.rowCount() * batch.rowBytes();
    }
    limits.ended(bytes, bytesMax);
  }

  private static JsonReader open(
      TextSource text,
      LoadTarget target,
      TextLimits limits,
      BufferAllocator allocator,
      RecordsFactory factory) {
    try {
      JsonColumns.requireReadable(text.name(), target);
      JsonFactory parsers = JsonLimits.parsers();
      Schema schema = ArrowMapping.toArrow(target.schema());
      RecordFindings findings = new RecordFindings(text.name(), target.violations());
      Reader characters = new InterruptibleText(text.name(), text.characters());
      Records records = factory.open(characters, text.arrivals(), parsers, findings);
      return new JsonReader(
          text,
          new JsonBatch.Parts(text.name(), schema, target, parsers, allocator, limits),
          records);
    } catch (IOException e) {
      throw closing(text, unreadable(text.name(), e));
    } catch (RuntimeException e) {
      throw closing(text, e);
    }
  }

  private static RuntimeException closing(TextSource text, RuntimeException failure) {
    try {
      text.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static FirnException unreadable(String name, IOException cause) {
    return new FirnException(
        ErrorCode.INPUT_UNREADABLE,
        "Input '" + name + "': expected readable data, found " + cause.getMessage() + ".",
        cause);
  }

  /** How a text is taken apart. */
  private interface RecordsFactory {
    Records open(Reader text, Arrivals arrivals, JsonFactory parsers, RecordFindings findings)
        throws IOException;
  }
}
