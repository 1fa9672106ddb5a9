package dev.firn.cli.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people wrote, as messages and {@code firn config} repeat it: short and without passwords.
 */
final class Shown {
  /** Longer than any path that is not a mistake, short enough for a line of a message. */
  private static final int CHARS_MAX = 200;

  private static final String HIDDEN = "***";

  /** Scheme, name and password before the last {@code @}: a password may hold one itself. */
  private static final Pattern USER_INFO = Pattern.compile("(://[^:@/]*:).*@", Pattern.DOTALL);

  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "([?&;][^=&;]*(?:pass|pwd|secret|token|credential)[^=&;]*=)[^&;]*",
          Pattern.CASE_INSENSITIVE);

  private Shown() {}

  /** At most 200 characters. */
  static String cut(String text) {
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX - 1) + "…";
  }

  /** In quotes, at most 200 characters, without passwords of URIs. */
  static String quoted(String text) {
    return "'" + cut(text.contains(":") ? withoutPassword(text) : text) + "'";
  }

  /** The same URI with asterisks for its passwords. */
  static String withoutPassword(String uri) {
    String masked =
        USER_INFO.matcher(uri).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN + "@"));
    return SECRET_PARAMETER.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
  }
}
