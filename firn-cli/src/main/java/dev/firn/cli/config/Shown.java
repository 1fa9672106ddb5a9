package dev.firn.cli.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people wrote, as messages and {@code firn config} repeat it: short and without passwords.
 */
final class Shown {
  /** Longer than any path that is not a mistake, short enough for a line of a message. */
  private static final int CHARS_MAX = 200;

  /** Longer than any URI; passwords are looked for by patterns that take time by the square. */
  static final int URI_CHARS_MAX = 2_000;

  private static final String HIDDEN = "***";

  /** Scheme, name and password before the last {@code @}: a password may hold one itself. */
  private static final Pattern USER_INFO = Pattern.compile("(://[^:]*:).*@", Pattern.DOTALL);

  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "([?&;][^=&;]*(?:pass|pwd|secret|token|credential)[^=&;]*=)[^&;]*",
          Pattern.CASE_INSENSITIVE);

  private Shown() {}

  /** At most 200 characters, without passwords of URIs. */
  static String cut(String text) {
    if (text.length() > URI_CHARS_MAX) {
      return "a text of " + text.length() + " characters";
    }
    String shown = text.contains(":") ? withoutPassword(text) : text;
    return shown.length() <= CHARS_MAX ? shown : shown.substring(0, CHARS_MAX - 1) + "…";
  }

  /** The same in quotes. */
  static String quoted(String text) {
    return text.length() > URI_CHARS_MAX ? cut(text) : "'" + cut(text) + "'";
  }

  /** The same URI, of at most 2,000 characters, with asterisks for its passwords. */
  static String withoutPassword(String uri) {
    String masked =
        USER_INFO.matcher(uri).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN + "@"));
    return SECRET_PARAMETER.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
  }
}
