package dev.firn.sql;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SQL's LIKE over names, without case: {@code %} for any letters, {@code _} for one.
 *
 * @param like the pattern as written; empty matches every name
 * @param escape the letter that takes the meaning of the next one away
 */
public record NamePattern(Optional<String> like, Optional<String> escape) {
  static final NamePattern ANY = new NamePattern(Optional.empty(), Optional.empty());

  static NamePattern of(SqlPosition position, Optional<String> like, Optional<String> escape) {
    if (escape.filter(text -> text.length() != 1).isPresent()) {
      throw position.syntax("ESCAPE", "one character", "'" + escape.get() + "'", "");
    }
    return new NamePattern(like, escape);
  }

  boolean matches(String name) {
    return like.isEmpty() || regex(like.get()).matcher(name).matches();
  }

  private Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    boolean escaped = false;
    for (int index = 0; index < pattern.length(); index++) {
      char next = pattern.charAt(index);
      boolean isEscape = escape.isPresent() && escape.get().charAt(0) == next;
      if (!escaped && isEscape) {
        escaped = true;
        continue;
      }
      boolean isPlain = escaped || (next != '%' && next != '_');
      regex.append(isPlain ? Pattern.quote(String.valueOf(next)) : next == '%' ? ".*" : ".");
      escaped = false;
    }
    return Pattern.compile(
        regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }
}
