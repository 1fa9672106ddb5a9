package dev.firn.cli;

import dev.firn.engine.FirnTable;
import dev.firn.engine.commit.SnapshotTarget;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes an older snapshot current again. */
@Command(
    name = "rollback",
    description = "Make another snapshot of a table the current one; no snapshot is lost.")
final class RollbackCommand implements Runnable {
  private static final List<Column> COLUMNS =
      List.of(Column.number("snapshot_id"), Column.number("previous_snapshot_id"));

  private static final int ULID_CHARS = 26;

  /** The forms of a timestamp; without a zone it is UTC. */
  private static final List<Function<String, Instant>> MOMENTS =
      List.of(
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
          text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(paramLabel = "NAMESPACE.TABLE", description = "The table.")
  private String table = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "SNAPSHOT",
      description =
          "A snapshot id, a commit id, a timestamp (2026-01-31T12:00:00Z), or 'previous'.")
  private String target = "";

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    SnapshotTarget to = parse(target);
    FirnTable found = firn.firn().table(table);
    firn.settle(found.name());
    FirnTable.RolledBack done = found.rollback(to);
    firn.console().print(Result.one(COLUMNS, done.snapshotId(), done.previousSnapshotId()));
  }

  static SnapshotTarget parse(String text) {
    if (text.equals("previous")) {
      return new SnapshotTarget.Previous();
    }
    if (text.matches("-?\\d+")) {
      return snapshotId(text);
    }
    if (text.length() == ULID_CHARS && text.matches("[0-9A-Za-z]+")) {
      return new SnapshotTarget.CommitId(text.toUpperCase(java.util.Locale.ROOT));
    }
    return MOMENTS.stream()
        .flatMap(form -> moment(form, text.replace(' ', 'T')).stream())
        .findFirst()
        .map(SnapshotTarget.AsOf::new)
        .orElseThrow(() -> refusal(text));
  }

  private static Optional<Instant> moment(Function<String, Instant> form, String text) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static SnapshotTarget snapshotId(String text) {
    try {
      return new SnapshotTarget.SnapshotId(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw refusal(text);
    }
  }

  private static FirnException refusal(String text) {
    return new FirnException(
        ErrorCode.USAGE,
        "Option '--to': expected a snapshot id, a commit id, a timestamp such as"
            + " 2026-01-31T12:00:00Z, or 'previous', found '"
            + text
            + "'.");
  }
}
