package dev.firn.cli;

import dev.firn.engine.FirnTable;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.Appender;
import dev.firn.engine.ingest.AppenderOptions;
import dev.firn.engine.ingest.CommittedSnapshot;
import dev.firn.engine.ingest.Receipt;
import dev.firn.engine.log.Sender;
import dev.firn.engine.table.TimeSpan;
import dev.firn.input.InputFile;
import dev.firn.input.InputFiles;
import dev.firn.input.InputFormat;
import dev.firn.input.InputOptions;
import dev.firn.input.InputSource;
import dev.firn.input.text.Linger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Streams rows of a file or pipe through a table's log. */
@Command(
    name = "append",
    description = "Stream rows through a table's log; each batch is acknowledged when it is safe.",
    footer = {
      "",
      "Records are numbered from 1. With --producer, a run that broke off is run again over the same",
      "input: what was acknowledged is passed over. Ctrl-C leaves acknowledged rows in the log, the",
      "end of the input commits them."
    })
final class AppendCommand implements Runnable {
  /** A disk that takes no rows for so long needs a person. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final LongSupplier nanos = Environment.system().nanos();

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table to append to.")
  private String table = "";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "CSV, NDJSON, JSON or Arrow; '-', the default, is standard input.")
  private String file = "-";

  @Option(
      names = "--producer",
      paramLabel = "NAME",
      description = "Remembers which records were appended, so that they are not appended again.")
  private @Nullable String producer;

  @Option(
      names = "--ack",
      paramLabel = "STATUS",
      description = "logged (on disk, the default) or committed (in a snapshot).")
  private Receipt.Status acknowledge = Receipt.Status.LOGGED;

  @Option(
      names = "--linger",
      paramLabel = "TIME",
      description = "How long records wait for others before they make a batch; 200ms if not said.")
  private String linger = "200ms";

  @Mixin private TextInput text = new TextInput();

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    Linger lingering = lingering();
    FirnTable found = firn.firn().table(table);
    firn.settle(found.name());
    Sender sender = producer == null ? Sender.anonymous() : senderOf(producer);
    try (InputFiles inputs =
            InputFiles.find(List.of(file), inputOptions(firn), firn.firn().budget());
        Interruption.Registered _ = firn.interruption().onInterrupt(inputs::cancel)) {
      InputFile input = inputs.files().getFirst();
      text.requireCsvForItsOptions(inputs);
      Appender appender = found.appender(optionsOf(sender));
      try (Acknowledged acknowledged =
          Acknowledged.start(firn.console(), sender, acknowledge, nanos)) {
        try {
          stream(inputs, input, appender, acknowledged, lingering);
          finish(firn, found, acknowledged);
        } catch (FirnException e) {
          throw ended(firn, found, acknowledged, e);
        } catch (CommitUnknownException e) {
          throw ended(firn, found, acknowledged, unknown(found, e));
        }
      }
    }
  }

  /** Reads, appends and tells of receipts until the input ends. */
  private void stream(
      InputFiles inputs,
      InputFile input,
      Appender appender,
      Acknowledged acknowledged,
      Linger lingering) {
    ViolationLog violations = ViolationLog.ofBatch(table);
    try (InputSource source = inputs.follow(input, appender.target(violations), lingering)) {
      acknowledged.skipped(source.skip(appender.nextRow() - 1));
      for (var next = source.nextBatch(); next.isPresent(); next = source.nextBatch()) {
        append(next.get(), appender, acknowledged, violations);
      }
      violations.requireEmpty();
    }
  }

  /** A batch with a record that was refused is refused whole. */
  private static void append(
      IncomingBatch batch, Appender appender, Acknowledged acknowledged, ViolationLog violations) {
    if (!violations.isEmpty() || batch.rowCount() == 0) {
      batch.close();
      violations.requireEmpty();
      return;
    }
    acknowledged.add(appender.append(batch, batch.origin().rowAt(0)));
  }

  /** The end of the input is an end in good order: what was logged is committed. */
  private static void finish(FirnCommand firn, FirnTable found, Acknowledged acknowledged) {
    if (acknowledged.comesWithoutCommit()) {
      acknowledged.awaitAll();
    }
    List<CommittedSnapshot> sealed = firn.firn().lanes().sealOwn(found.name());
    acknowledged.awaitAll();
    if (acknowledged.failure().isPresent()) {
      throw acknowledged.failure().get();
    }
    acknowledged.summarize(sealed);
  }

  /** Says what is safe, whatever ended it. */
  private static FirnException ended(
      FirnCommand firn, FirnTable found, Acknowledged acknowledged, FirnException first) {
    boolean wasInterrupted = Thread.interrupted() || first.code() == ErrorCode.CANCELLED;
    if (acknowledged.comesWithoutCommit()) {
      acknowledged.awaitAll();
    }
    // A receipt that failed woke this thread by an interrupt, too.
    FirnException failure = acknowledged.failure().orElse(first);
    boolean isCancelled = wasInterrupted && acknowledged.failure().isEmpty();
    if (isCancelled) {
      firn.closeFast();
    }
    String safe = " Records up to " + acknowledged.total() + " are acknowledged";
    return isCancelled
        ? new FirnException(
            ErrorCode.CANCELLED,
            "Append to '"
                + found.name()
                + "' was interrupted."
                + safe
                + "; those that wait in the log are committed by the next append, or by 'firn seal "
                + found.name()
                + "'.",
            first)
        : failure.reworded(failure.code(), failure.getMessage() + safe + ".");
  }

  /** Unlike a load's, these rows need no care of whoever sent them. */
  private static FirnException unknown(FirnTable found, CommitUnknownException cause) {
    return new FirnException(
        ErrorCode.COMMIT_UNKNOWN,
        "Append to '"
            + found.name()
            + "': the last commit's outcome is unknown, because the registry stopped answering. Its"
            + " rows are in the table or still in the log, and the next append or 'firn seal "
            + found.name()
            + "' finds out; do not send them again.",
        cause);
  }

  private AppenderOptions optionsOf(Sender sender) {
    return AppenderOptions.of(sender)
        .acknowledging(acknowledge)
        .waiting(PATIENCE)
        .matching(text.match());
  }

  /** In order, so that a batch that fails holds back those behind it. */
  private static Sender senderOf(String name) {
    if (name.isBlank()) {
      throw new FirnException(ErrorCode.USAGE, "Option --producer: expected a name, found none.");
    }
    return Sender.ordered(name);
  }

  private InputOptions inputOptions(FirnCommand firn) {
    InputOptions options = text.inputOptions(firn);
    boolean isUnnamed = file.equals("-") && !text.hasFormat();
    return isUnnamed ? options.withFormat(InputFormat.NDJSON) : options;
  }

  private Linger lingering() {
    Optional<TimeSpan> span = TimeSpan.parse(linger);
    if (linger.equals("0")) {
      return new Linger(Duration.ZERO, nanos);
    }
    return span.map(each -> new Linger(each.duration(), nanos))
        .orElseThrow(
            () ->
                new FirnException(
                    ErrorCode.USAGE,
                    "Option --linger: expected a time such as 200ms or 5s, found '"
                        + linger
                        + "'."));
  }
}
