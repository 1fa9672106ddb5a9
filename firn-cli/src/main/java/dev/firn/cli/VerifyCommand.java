package dev.firn.cli;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnTable;
import dev.firn.engine.verify.Problem;
import dev.firn.engine.verify.TableReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * Holds tables against the bytes on disk. A table that is not as it says it is is an answer, not a
 * failure of the command; the exit code says so too.
 */
@Command(
    name = "verify",
    description =
        "Hold tables against the bytes on disk, down to every value; exit code 1 if any is wrong.")
final class VerifyCommand implements Runnable, IExitCodeGenerator {
  private static final int PROBLEMS_FOUND = 1;

  @ParentCommand private @Nullable FirnCommand parent;

  @Parameters(
      paramLabel = "NAMESPACE.TABLE",
      arity = "0..1",
      description = "The table. Default: all tables.")
  private @Nullable String table;

  private boolean isClean = true;

  @Override
  public void run() {
    FirnCommand firn = FirnCommand.of(parent);
    boolean asJson = firn.console().format() == OutputFormat.json;
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (FirnTable each : tables(firn.firn())) {
      TableReport report = each.verify();
      isClean &= report.isClean();
      if (!asJson) {
        warn(firn.console(), report);
      }
      rows.add(
          new @Nullable Object[] {
            report.table().toString(),
            report.checkedFiles(),
            asJson ? objects(report.problems()) : report.problemCount()
          });
      warnOfMore(firn.console(), report);
    }
    firn.console().print(Result.many(columns(asJson), rows));
  }

  @Override
  public int getExitCode() {
    return isClean ? 0 : PROBLEMS_FOUND;
  }

  private List<FirnTable> tables(Firn firn) {
    String named = table;
    return named == null ? firn.tables() : List.of(firn.table(named));
  }

  private static List<Column> columns(boolean asJson) {
    return List.of(
        Column.text("table"),
        Column.number("checked_files"),
        asJson ? Column.text("problems") : Column.number("problems"));
  }

  private static List<Map<String, Object>> objects(List<Problem> problems) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Problem problem : problems) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", problem.file());
      object.put("problem", problem.problem());
      objects.add(object);
    }
    return objects;
  }

  private static void warn(Console console, TableReport report) {
    for (Problem each : report.problems()) {
      console.warn(
          Failures.printable(
              "firn: table " + report.table() + ", " + each.file() + ": " + each.problem()));
    }
  }

  private static void warnOfMore(Console console, TableReport report) {
    long more = report.problemCount() - report.problems().size();
    if (more > 0) {
      console.warn("firn: table " + report.table() + ": … and " + more + " more problems");
    }
  }
}
