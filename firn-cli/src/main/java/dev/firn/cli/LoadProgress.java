package dev.firn.cli;

import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.ingest.BatchReader;
import dev.firn.engine.ingest.LoadSource;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.engine.schema.SourceShape;
import dev.firn.input.InputFile;
import dev.firn.input.InputFiles;
import dev.firn.input.InputSource;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a load has come: a bar on a terminal, else a plain line every few seconds. It looks at
 * the open sources from a thread of its own; the load does not know of it. An input that is read
 * once more counts from its start again.
 */
final class LoadProgress implements AutoCloseable {
  private static final long BAR_MILLIS = 200;

  /** A log should not drown in lines, and a person should not think that it hangs. */
  private static final long LINE_MILLIS = 5_000;

  private final Console console;
  private final InputFiles inputs;
  private final Clock clock;
  private final long startedAt;
  private final ScheduledExecutorService timer;
  private final ScheduledFuture<?> showing;
  private final @Nullable ProgressBar bar;
  private final Map<InputFile, Progress> progress = new ConcurrentHashMap<>();

  private LoadProgress(Console console, InputFiles inputs, Clock clock) {
    this.console = console;
    this.inputs = inputs;
    this.clock = clock;
    this.startedAt = clock.millis();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("firn-progress").factory());
    this.bar = console.isTerminal() && !console.isQuiet() ? newBar(console, inputs) : null;
    long period = bar == null ? LINE_MILLIS : BAR_MILLIS;
    this.showing = timer.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
  }

  /** Begins to watch a load. */
  static LoadProgress start(Console console, InputFiles inputs, Clock clock) {
    return new LoadProgress(console, inputs, clock);
  }

  /** The file as a source of a load, watched while it is read. */
  LoadSource follow(InputFile file) {
    return new LoadSource() {
      @Override
      public String name() {
        return file.name();
      }

      @Override
      public BatchReader open(LoadTarget target) {
        InputSource source = inputs.open(file, target);
        progress.put(file, new Reading(source));
        return new Followed(file, source);
      }

      @Override
      public boolean canBeReadAgain() {
        return file.canBeReadAgain();
      }

      @Override
      public int openMax() {
        return inputs.openMax(file);
      }
    };
  }

  /** How far one input has been read. */
  private sealed interface Progress {
    long rows();

    long bytes();
  }

  private record Reading(InputSource source) implements Progress {
    @Override
    public long rows() {
      return source.rowsRead();
    }

    @Override
    public long bytes() {
      return source.bytesRead();
    }
  }

  /** The reader's buffers are not kept with its numbers. */
  private record Ended(long rows, long bytes) implements Progress {}

  private final class Followed implements BatchReader {
    private final InputFile file;
    private final InputSource source;

    Followed(InputFile file, InputSource source) {
      this.file = file;
      this.source = source;
    }

    @Override
    public SourceShape shape() {
      return source.shape();
    }

    @Override
    public Optional<IncomingBatch> nextBatch() {
      return source.nextBatch();
    }

    @Override
    public void close() {
      progress.put(file, new Ended(source.rowsRead(), source.bytesTotal().orElse(0)));
      source.close();
    }
  }

  private void show() {
    long rows = progress.values().stream().mapToLong(Progress::rows).sum();
    long bytes = progress.values().stream().mapToLong(Progress::bytes).sum();
    ProgressBar shown = bar;
    if (shown != null) {
      shown.setExtraMessage(String.format(Locale.ROOT, " %,d rows", rows));
      shown.stepTo(bytes);
      return;
    }
    if (console.format() == OutputFormat.json) {
      // A program reads standard error then, for the error object.
      return;
    }
    OptionalLong total = inputs.bytesTotal();
    String part =
        total.isPresent() && total.getAsLong() > 0
            ? String.format(Locale.ROOT, ", %d %%", Math.min(100, 100 * bytes / total.getAsLong()))
            : "";
    console.note(
        String.format(
            Locale.ROOT,
            "firn: loaded %,d rows%s in %d s",
            rows,
            part,
            (clock.millis() - startedAt) / 1_000));
  }

  private static ProgressBar newBar(Console console, InputFiles inputs) {
    return new ProgressBarBuilder()
        .setTaskName("load")
        .setInitialMax(inputs.bytesTotal().orElse(-1))
        .setUnit(" MB", 1_000_000)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(console.standardError()))
        .clearDisplayOnFinish()
        .build();
  }

  @Override
  public void close() {
    showing.cancel(false);
    timer.shutdownNow();
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
    }
  }
}
