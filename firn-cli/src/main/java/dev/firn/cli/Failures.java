package dev.firn.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.commit.CommitUnknownException;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Failures as text or JSON on standard error, and as exit codes. */
final class Failures {
  private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F]");

  private final GlobalOptions options;
  private final PrintStream error;

  Failures(GlobalOptions options, PrintStream error) {
    this.options = options;
    this.error = error;
  }

  /** Reports whatever a command threw; returns the exit code. */
  int report(Throwable failure) {
    // Whatever broke after Ctrl-C broke because of it.
    if (Thread.interrupted()) {
      boolean known =
          failure instanceof FirnException cancelled && cancelled.code() == ErrorCode.CANCELLED;
      return report(ErrorCode.CANCELLED, known ? messageOf(failure) : "Interrupted.");
    }
    if (options.isVerbose() || isOurs(failure)) {
      failure.printStackTrace(error);
    }
    return switch (failure) {
      case FirnException known ->
          report(known.code(), messageOf(known), known.violations(), known.violationCount());
      case CommitUnknownException unknown ->
          report(ErrorCode.COMMIT_UNKNOWN, String.valueOf(unknown.getMessage()));
      case UncheckedIOException io -> report(ErrorCode.STORAGE, messageOf(io));
      default -> report(ErrorCode.INTERNAL, messageOf(failure));
    };
  }

  int report(ErrorCode code, String message) {
    return report(code, message, List.of(), 0);
  }

  private int report(ErrorCode code, String message, List<Violation> violations, long total) {
    if (options.format() == OutputFormat.json) {
      error.println(json(code, message, violations, total));
    } else {
      error.println("firn: " + printable(message));
      violations.forEach(violation -> error.println("  " + printable(line(violation))));
      if (total > violations.size()) {
        error.println("  … and " + (total - violations.size()) + " more");
      }
    }
    return code.exitCode();
  }

  /**
   * The text on one line. Values and names of the input stand in it, and what they hold must not
   * reach a terminal as a command, nor look like a further line of the report.
   */
  static String printable(String text) {
    return CONTROL_CHARACTER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group().charAt(0))));
  }

  private static String escaped(char control) {
    return switch (control) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04X", (int) control);
    };
  }

  /** A bug of Firn's, which needs its stack trace, unlike what users and disks do. */
  private static boolean isOurs(Throwable failure) {
    return !(failure instanceof FirnException
        || failure instanceof CommitUnknownException
        || failure instanceof UncheckedIOException);
  }

  private static String messageOf(Throwable failure) {
    if (failure instanceof FirnException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    Throwable cause = failure.getCause();
    String message = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    return cause == null ? message : message + " (" + cause.getMessage() + ")";
  }

  private static String line(Violation violation) {
    List<String> parts = new ArrayList<>();
    if (violation.source() != null) {
      parts.add(violation.source());
    }
    if (violation.line() != null) {
      parts.add("line " + violation.line());
    }
    if (violation.row() != null) {
      parts.add("row " + violation.row());
    }
    if (!violation.column().isEmpty()) {
      parts.add("column '" + violation.column() + "'");
    }
    return String.join(", ", parts)
        + ": expected "
        + violation.expected()
        + ", found "
        + violation.found();
  }

  private static String json(
      ErrorCode code, String message, List<Violation> violations, long total) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Cells.generator(text)) {
      json.writeStartObject();
      json.writeStringField("code", code.name());
      json.writeStringField("message", message);
      json.writeNumberField("total", total);
      json.writeArrayFieldStart("violations");
      for (Violation violation : violations) {
        write(json, violation);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Violation violation) throws IOException {
    json.writeStartObject();
    json.writeFieldName("source");
    Cells.writeJson(json, violation.source());
    json.writeFieldName("line");
    Cells.writeJson(json, violation.line());
    json.writeFieldName("row");
    Cells.writeJson(json, violation.row());
    json.writeStringField("column", violation.column());
    json.writeStringField("expected", violation.expected());
    json.writeStringField("found", violation.found());
    json.writeEndObject();
  }
}
