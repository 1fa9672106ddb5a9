package dev.firn.input;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.input.csv.CsvReader;
import dev.firn.input.json.JsonReader;
import dev.firn.input.text.Linger;
import dev.firn.input.text.TextSource;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one load: found and checked at once, opened one after another or together. The
 * Parquet files among them share one DuckDB session, which starts with the first of them and takes
 * its memory then.
 *
 * <p>Threads: one, but {@link #cancel} may come from any.
 *
 * <p>Failures: {@link ErrorCode#INPUT_UNREADABLE} for what is missing, damaged or not what it is
 * said to be, {@link ErrorCode#USAGE} for names that make no sense, {@link ErrorCode#UNSUPPORTED}
 * for formats that cannot be read from the standard input, {@link ErrorCode#MEMORY} for batches
 * beyond the budget. Closing closes the session, and with it Parquet sources that are still open.
 */
public final class InputFiles implements AutoCloseable {
  /** More is never needed: DuckDB holds some row groups' pages and a few batches. */
  private static final long DUCKDB_BYTES_MAX = 256L << 20;

  /** Leaves the larger part to the writer. */
  private static final long DUCKDB_SHARE = 4;

  /** Of the session, for each Parquet file that is open: pages of its columns and some batches. */
  private static final long PARQUET_BYTES = 32L << 20;

  /** A reader of text takes some hundred KB of the heap, and has a thread of its own. */
  private static final int OPEN_MAX = 64;

  private final List<InputFile> files;
  private final InputOptions options;
  private final MemoryBudget budget;
  private volatile @Nullable DuckDbSession session;

  private InputFiles(List<InputFile> files, InputOptions options, MemoryBudget budget) {
    this.files = files;
    this.options = options;
    this.budget = budget;
  }

  /**
   * Finds the inputs; reads nothing of them yet.
   *
   * @param names paths, globs with {@code * ? [] **}, or {@code -} for the standard input
   */
  public static InputFiles find(List<String> names, InputOptions options, MemoryBudget budget) {
    if (names.isEmpty()) {
      throw new FirnException(ErrorCode.USAGE, "Input: expected at least one file, found none.");
    }
    List<InputFile> files = new ArrayList<>();
    for (String name : names) {
      files.addAll(find(name, options));
    }
    refuseRepeated(files);
    return new InputFiles(List.copyOf(files), options, budget);
  }

  /** What was found, in the order of the names, a glob's files sorted. */
  public List<InputFile> files() {
    return files;
  }

  /** Bytes of all inputs; empty if the standard input is among them. */
  public OptionalLong bytesTotal() {
    long total = 0;
    for (InputFile file : files) {
      if (file.bytes().isEmpty()) {
        return OptionalLong.empty();
      }
      total += file.bytes().getAsLong();
    }
    return OptionalLong.of(total);
  }

  /**
   * Opens one of {@link #files}; its content is checked as far as its schema.
   *
   * @param target the table to read for: text has its column types
   */
  public InputSource open(InputFile file, LoadTarget target) {
    return switch (file.format()) {
      case PARQUET, ARROW -> {
        SourceReader reader = openColumns(file);
        ArrowPieces pieces = ArrowPieces.whole(file, reader);
        yield new InputSource(file, pieces, pieces::skip, reader::bytesRead);
      }
      case CSV -> openCsv(file, target);
      case JSON -> openJson(file, target);
      case NDJSON -> openNdjson(file, target);
    };
  }

  /**
   * Opens one of {@link #files} that may grow while it is read, such as a pipe. Its batches end at
   * the limits of the options, and before, if the next record is not there in time; a batch may
   * have no rows if records were refused. Arrow streams keep their batches, but larger ones than
   * the options say come in pieces. A wait for input ends with {@link ErrorCode#CANCELLED} when the
   * thread is interrupted.
   */
  public InputSource follow(InputFile file, LoadTarget target, Linger linger) {
    return LiveInput.open(file, new LiveInput.Parts(target, options, linger, budget));
  }

  /**
   * How many of {@link #files}, this among them, may be open at once. Parquet files have the bytes
   * of one DuckDB session between them; of others the readers' buffers are on the heap.
   */
  public int openMax(InputFile file) {
    return file.format() == InputFormat.PARQUET
        ? Math.max(2, (int) (duckDbBytes() / PARQUET_BYTES))
        : OPEN_MAX;
  }

  /** All inputs as the sources of one load. */
  public List<LoadSource> sources() {
    return files.stream().map(this::source).toList();
  }

  private LoadSource source(InputFile file) {
    return new LoadSource() {
      @Override
      public String name() {
        return file.name();
      }

      @Override
      public BatchReader open(LoadTarget target) {
        return InputFiles.this.open(file, target);
      }

      @Override
      public boolean canBeReadAgain() {
        return file.canBeReadAgain();
      }

      @Override
      public int openMax() {
        return InputFiles.this.openMax(file);
      }
    };
  }

  /** Opens a file of columns, which has types of its own. */
  SourceReader openColumns(InputFile file) {
    return file.format() == InputFormat.PARQUET
        ? ParquetInput.open(file, options.batchRows(), session(), budget.arrowRoot())
        : openArrow(file);
  }

  /** Makes reading stop with {@link ErrorCode#CANCELLED}, where it would go on for long. */
  public void cancel() {
    DuckDbSession current = session;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void close() {
    DuckDbSession current = session;
    session = null;
    if (current != null) {
      current.close();
    }
  }

  private SourceReader openArrow(InputFile file) {
    return file.path().isPresent()
        ? ArrowInput.open(file, budget.arrowRoot())
        : ArrowInput.openStream(
            file, Channels.newChannel(options.standardInput()), budget.arrowRoot());
  }

  private InputSource openCsv(InputFile file, LoadTarget target) {
    TextSource text = openText(file);
    CsvReader rows =
        CsvReader.open(text, options.csv(), options.textLimits(budget), target, budget.arrowRoot());
    return new InputSource(file, rows, rows::skip, text::bytesRead);
  }

  private InputSource openJson(InputFile file, LoadTarget target) {
    TextSource text = openText(file);
    JsonReader rows =
        JsonReader.openArray(text, target, options.textLimits(budget), budget.arrowRoot());
    return new InputSource(file, rows, rows::skip, text::bytesRead);
  }

  private InputSource openNdjson(InputFile file, LoadTarget target) {
    TextSource text = openText(file);
    JsonReader rows =
        JsonReader.openLines(text, target, options.textLimits(budget), budget.arrowRoot());
    return new InputSource(file, rows, rows::skip, text::bytesRead);
  }

  private TextSource openText(InputFile file) {
    return TextSource.open(
        file.name(),
        file.path()
            .map(path -> SourceFile.openStream(file.name(), path))
            .orElse(options.standardInput()));
  }

  private DuckDbSession session() {
    DuckDbSession current = session;
    if (current == null) {
      current =
          DuckDbSession.open(
              DuckDbSettings.of(duckDbBytes(), options.duckDbThreads())
                  .readingFiles(parquetPaths()),
              budget);
      session = current;
    }
    return current;
  }

  private long duckDbBytes() {
    return Math.min(DUCKDB_BYTES_MAX, budget.bytesMax() / DUCKDB_SHARE);
  }

  private List<Path> parquetPaths() {
    return files.stream()
        .filter(file -> file.format() == InputFormat.PARQUET)
        .flatMap(file -> file.path().stream())
        .toList();
  }

  private static List<InputFile> find(String name, InputOptions options) {
    if (name.equals("-")) {
      return List.of(standardInput(options));
    }
    Path path = options.workingFolder().resolve(name);
    // A name that is there is that file, whatever characters it has.
    if (!FilePattern.isPattern(name) || SourceFile.attributes(path).isPresent()) {
      return List.of(file(name, path, options));
    }
    List<InputFile> matches = new ArrayList<>();
    for (Path match : FilePattern.expand(name, options.workingFolder())) {
      matches.add(file(nameOf(match, options), match, options));
    }
    if (matches.isEmpty()) {
      throw new FirnException(
          ErrorCode.INPUT_UNREADABLE,
          "Input pattern '" + name + "': expected at least one file, found none.");
    }
    return matches;
  }

  private static String nameOf(Path match, InputOptions options) {
    Path folder = options.workingFolder();
    boolean isBelow = !folder.toString().isEmpty() && match.startsWith(folder);
    return (isBelow ? folder.relativize(match) : match).toString();
  }

  private static InputFile file(String name, Path path, InputOptions options) {
    BasicFileAttributes attributes =
        SourceFile.attributes(path)
            .orElseThrow(
                () ->
                    unreadable(name, "expected a file, found nothing at " + path.toAbsolutePath()));
    if (attributes.isDirectory()) {
      throw unreadable(
          name, "expected a file, found a folder. Name its files, for example '" + name + "/*'");
    }
    InputFormat format =
        options
            .format()
            .or(() -> InputFormat.ofFileName(name))
            .orElseThrow(
                () ->
                    unreadable(
                        name,
                        "expected an extension that tells the format, found none that is known."
                            + " Say it with --input-format ("
                            + InputFormat.labels()
                            + ")"));
    return InputFile.of(name, format, path, attributes);
  }

  private static InputFile standardInput(InputOptions options) {
    InputFormat format =
        options
            .format()
            .orElseThrow(
                () ->
                    new FirnException(
                        ErrorCode.USAGE,
                        "Input '-': expected --input-format with the standard input, found none."));
    if (format == InputFormat.PARQUET) {
      throw new FirnException(
          ErrorCode.UNSUPPORTED,
          "Input '-': expected a format that can be read from its start, found parquet,"
              + " whose schema stands at its end. Save it to a file first.");
    }
    return InputFile.ofStandardInput(format);
  }

  private static void refuseRepeated(List<InputFile> files) {
    Set<String> seen = new HashSet<>();
    for (InputFile file : files) {
      String key =
          file.path().map(path -> path.toAbsolutePath().normalize().toString()).orElse("-");
      if (!seen.add(key)) {
        throw new FirnException(
            ErrorCode.USAGE,
            "Input '" + file.name() + "': expected each file once, found it named twice.");
      }
    }
  }

  private static FirnException unreadable(String name, String problem) {
    return new FirnException(ErrorCode.INPUT_UNREADABLE, "Input '" + name + "': " + problem + ".");
  }
}
