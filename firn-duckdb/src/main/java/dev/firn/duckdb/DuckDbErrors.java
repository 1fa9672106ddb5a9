package dev.firn.duckdb;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns DuckDB's failures into ours. DuckDB tells kinds of failure apart only by the first words of
 * a message, repeats the statement with a line of carets below it, and Arrow's bridge wraps the
 * whole once more; a reader of the message needs none of that but the marked words.
 */
final class DuckDbErrors {
  private static final Pattern BRIDGE =
      Pattern.compile("(?s)^\\[errno -?\\d+] CDataJniException\\{errno=-?\\d+, message=(.*)}\\s*$");
  private static final Pattern EXCERPT =
      Pattern.compile("(?s)\\R\\RLINE (\\d+): ([^\\n]*)\\R([ \\t]*)(\\^+).*$");
  private static final Pattern KIND = Pattern.compile("^([A-Z][A-Za-z ]*) Error: ");

  private DuckDbErrors() {}

  /** The same failure in our words; a {@link FirnException} somewhere below is passed on as is. */
  static FirnException translate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FirnException ours) {
        return ours;
      }
    }
    String raw = String.valueOf(failure.getMessage());
    return new FirnException(codeOf(raw), "DuckDB: " + cleaned(raw), failure);
  }

  /** The message without wrapping, excerpt and kind; the marked words are quoted at its end. */
  static String cleaned(String raw) {
    String message = unwrapped(raw);
    String place = "";
    Matcher excerpt = EXCERPT.matcher(message);
    if (excerpt.find()) {
      place = markedWords(excerpt);
      message = message.substring(0, excerpt.start());
    }
    message = KIND.matcher(message).replaceFirst("").strip().replaceAll("!?\\R+", ". ");
    message = message.endsWith("!") ? message.substring(0, message.length() - 1) : message;
    boolean hasEnding = message.endsWith(".") || message.endsWith("?");
    return message + (hasEnding ? "" : ".") + place;
  }

  private static ErrorCode codeOf(String raw) {
    Matcher kind = KIND.matcher(unwrapped(raw));
    String name = kind.find() ? String.valueOf(kind.group(1)).toLowerCase(Locale.ROOT) : "";
    return switch (name) {
      case "out of memory" -> ErrorCode.MEMORY;
      case "interrupt" -> ErrorCode.CANCELLED;
      case "parser" -> ErrorCode.SYNTAX;
      default -> ErrorCode.QUERY;
    };
  }

  private static String unwrapped(String raw) {
    Matcher bridge = BRIDGE.matcher(raw);
    return bridge.matches() ? String.valueOf(bridge.group(1)) : raw;
  }

  private static String markedWords(Matcher excerpt) {
    String prefix = "LINE " + excerpt.group(1) + ": ";
    String line = String.valueOf(excerpt.group(2));
    int start = String.valueOf(excerpt.group(3)).length() - prefix.length();
    int end = Math.min(line.length(), start + String.valueOf(excerpt.group(4)).length());
    if (start < 0 || start >= end) {
      return " Line " + excerpt.group(1) + ".";
    }
    return " Line " + excerpt.group(1) + ", at: " + line.substring(start, end);
  }
}
