package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.input.csv.CsvReader;
import dev.firn.input.json.JsonReader;
import dev.firn.input.text.Linger;
import dev.firn.input.text.PumpedStream;
import dev.firn.input.text.RecordScan;
import dev.firn.input.text.TextLimits;
import dev.firn.input.text.TextSource;
import java.io.InputStream;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.arrow.memory.BufferAllocator;

/** Opens an input that may grow while it is read; a pump reads it ahead ({@link PumpedStream}). */
final class LiveInput {
  private final InputFile file;
  private final Parts parts;

  /** What an input is read with. */
  record Parts(LoadTarget target, InputOptions options, Linger linger, MemoryBudget budget) {
    TextLimits limits() {
      return options.textLimits(budget);
    }

    BufferAllocator allocator() {
      return budget.arrowRoot();
    }
  }

  private LiveInput(InputFile file, Parts parts) {
    this.file = file;
    this.parts = parts;
  }

  static InputSource open(InputFile file, Parts parts) {
    LiveInput input = new LiveInput(file, parts);
    return switch (file.format()) {
      case CSV -> input.openCsv();
      case JSON -> input.openJson();
      case NDJSON -> input.openNdjson();
      case ARROW -> input.openArrow();
      case PARQUET ->
          throw new FirnException(
              ErrorCode.UNSUPPORTED,
              "Input '"
                  + file.name()
                  + "': expected a format that can be read from its start (csv, json, ndjson or"
                  + " arrow), found parquet, whose schema stands at its end. Load it as a whole.");
    };
  }

  private InputSource openCsv() {
    TextSource text = openText(parts.options().csv().recordScan());
    CsvReader rows =
        CsvReader.open(
            text, parts.options().csv(), parts.limits(), parts.target(), parts.allocator());
    return new InputSource(file, rows, rows::skip, text::bytesRead);
  }

  private InputSource openJson() {
    TextSource text = openText(RecordScan.ofJsonArray());
    JsonReader rows = JsonReader.openArray(text, parts.target(), parts.limits(), parts.allocator());
    return new InputSource(file, rows, rows::skip, text::bytesRead);
  }

  private InputSource openNdjson() {
    TextSource text = openText(RecordScan.ofLines());
    JsonReader rows = JsonReader.openLines(text, parts.target(), parts.limits(), parts.allocator());
    return new InputSource(file, rows, rows::skip, text::bytesRead);
  }

  private InputSource openArrow() {
    SourceReader reader =
        isFile()
            ? ArrowInput.open(file, parts.allocator())
            : ArrowInput.openStream(
                file,
                PumpedStream.start(file.name(), this::openBytes, RecordScan.none()),
                parts.allocator());
    ArrowPieces pieces = ArrowPieces.of(file, reader, parts.options().batchRows());
    return new InputSource(file, pieces, pieces::skip, reader::bytesRead);
  }

  private TextSource openText(RecordScan scan) {
    return TextSource.follow(file.name(), this::openBytes, scan, parts.linger());
  }

  private InputStream openBytes() {
    return file.path()
        .map(path -> SourceFile.openStream(file.name(), path))
        .orElse(parts.options().standardInput());
  }

  /** Whether it has an end to read from, unlike pipes and the standard input. */
  private boolean isFile() {
    return file.path()
        .flatMap(SourceFile::attributes)
        .filter(BasicFileAttributes::isRegularFile)
        .isPresent();
  }
}
