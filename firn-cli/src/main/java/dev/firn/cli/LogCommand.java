package dev.firn.cli;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.ingest.LogRepair;
import dev.firn.engine.ingest.LogStatus;
import dev.firn.engine.log.Damage;
import dev.firn.engine.table.TableName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The logs in front of tables: what is in them, whether it is sound, and repair. */
@Command(name = "log", description = "Look at the tables' logs, check and repair them.")
final class LogCommand implements Runnable {
  private static final List<Column> STATUS =
      List.of(
          Column.text("table"),
          Column.text("log_id"),
          Column.text("state"),
          Column.number("pending_rows"),
          Column.number("pending_bytes"),
          Column.text("oldest_pending_at"),
          Column.number("last_offset"),
          Column.number("committed_offset"),
          Column.number("producers"));

  private static final List<Column> VERIFY =
      List.of(
          Column.text("table"),
          Column.text("log_id"),
          Column.text("state"),
          Column.number("pending_rows"),
          Column.number("last_offset"),
          Column.text("problems"));

  private static final List<Column> REPAIR =
      List.of(
          Column.text("table"),
          Column.text("log_id"),
          Column.number("rows_lost"),
          Column.text("losses"));

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(
      index = "0",
      paramLabel = "status|verify|repair",
      description =
          "status: what waits; verify: every byte against its checksum; repair: take damage out,"
              + " after saying what is lost by it and asking.")
  private Action action = Action.status;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAMESPACE.TABLE",
      description = "The table; all tables if none is named.")
  private @Nullable String table;

  @Option(names = "--yes", description = "repair: answers its question.")
  private boolean yes;

  /** What to do; named as users write it. */
  @SuppressWarnings("checkstyle:ConstantName")
  enum Action {
    status,
    verify,
    repair
  }

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    Optional<TableName> name = Optional.ofNullable(table).map(TableName::parse);
    switch (action) {
      case status -> status(firn, name);
      case verify -> verify(firn, name);
      case repair -> repair(firn, name);
    }
  }

  /** The logs of a table or of all; without making anything where there are none. */
  static List<LogStatus> statuses(FirnCommand firn, Optional<TableName> table) {
    return firn.firnForReading().hasLogs() ? firn.firn().lanes().status(table) : List.of();
  }

  private static void status(FirnCommand firn, Optional<TableName> table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LogStatus log : statuses(firn, table)) {
      rows.add(
          new @Nullable Object[] {
            log.table().toString(),
            log.logId(),
            stateOf(log),
            log.pendingRows(),
            log.pendingBytes(),
            log.oldestPendingAt().orElse(null),
            log.lastOffset(),
            log.committedOffset(),
            log.producers()
          });
    }
    firn.console().print(Result.many(STATUS, rows));
  }

  private static void verify(FirnCommand firn, Optional<TableName> table) {
    List<LogStatus> logs =
        firn.firnForReading().hasLogs() ? firn.firn().lanes().verify(table) : List.of();
    boolean isJson = firn.console().format() == OutputFormat.json;
    List<@Nullable Object[]> rows = new ArrayList<>();
    int problems = 0;
    for (LogStatus log : logs) {
      problems += log.damages().size();
      if (!isJson) {
        log.damages().forEach(damage -> firn.console().warn("firn: damage in " + damage.words()));
      }
      rows.add(
          new @Nullable Object[] {
            log.table().toString(),
            log.logId(),
            stateOf(log),
            log.pendingRows(),
            log.lastOffset(),
            isJson ? log.damages().stream().map(LogCommand::object).toList() : log.damages().size()
          });
    }
    firn.console().print(Result.many(VERIFY, rows));
    if (problems > 0) {
      throw new FirnException(
          ErrorCode.CORRUPT,
          "Logs: expected every byte to be the one that was written, found "
              + problems
              + (problems == 1 ? " damaged stretch." : " damaged stretches.")
              + " 'firn log repair' takes them out, after saying what is lost.");
    }
  }

  private void repair(FirnCommand firn, Optional<TableName> table) {
    List<LogRepair> plans =
        firn.firnForReading().hasLogs() ? firn.firn().lanes().planRepairs(table) : List.of();
    if (plans.isEmpty()) {
      firn.console().note("firn: nothing to repair");
      firn.console().print(Result.many(REPAIR, List.of()));
      return;
    }
    for (LogRepair plan : plans) {
      firn.console().warn("firn: log " + plan.logId() + " of table '" + plan.table() + "' loses");
      plan.losses().forEach(loss -> firn.console().warn("firn:   " + loss));
    }
    if (!yes && !isAgreed(firn)) {
      throw new FirnException(
          ErrorCode.CANCELLED,
          "Repair: expected the answer 'yes', found another. Nothing was changed. Say it, or give"
              + " --yes.");
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LogRepair done : firn.firn().lanes().repair(plans)) {
      rows.add(
          new @Nullable Object[] {
            done.table().toString(),
            done.logId(),
            done.rows() < 0 ? null : done.rows(),
            firn.console().format() == OutputFormat.json
                ? done.losses()
                : String.join("; ", done.losses())
          });
    }
    firn.console().print(Result.many(REPAIR, rows));
  }

  private static boolean isAgreed(FirnCommand firn) {
    firn.console().warn("firn: repair and lose that? Answer yes or no:");
    try {
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String answer = answers.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String stateOf(LogStatus log) {
    return log.state().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, @Nullable Object> object(Damage damage) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("file", damage.location());
    object.put("from_offset", damage.fromOffset());
    object.put("to_offset", damage.toOffset());
    object.put("problem", damage.what());
    object.put("rows", damage.rows() < 0 ? null : damage.rows());
    return object;
  }
}
