package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.firn.input.convert.RefusedValue;
import dev.firn.input.text.TextLimits;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser's complaint in the words of a violation: what was found, without the parser's own names
 * of settings and places.
 */
final class SyntaxWords {
  /** Text of another encoding is full of them. */
  static final String ZERO_CHARACTER = "a character zero; if the text is UTF-16, save it as UTF-8";

  private static final String END_OF_INPUT = "the end of the input within it";
  private static final int CHARS_MAX = 200;
  private static final Pattern NO_NUMBER =
      Pattern.compile("Non-standard token '([+-]?\\w+)'.*", Pattern.DOTALL);
  private static final Pattern CHARACTER =
      Pattern.compile("Unexpected character \\('(.)' \\(code \\d+[^)]*\\)\\).*", Pattern.DOTALL);
  private static final Pattern BRACKET =
      Pattern.compile("Unexpected close marker '(.)'.*", Pattern.DOTALL);
  private static final Pattern ZERO = Pattern.compile("Illegal .*code 0\\).*", Pattern.DOTALL);
  private static final Pattern END = Pattern.compile("Unexpected end-of-input.*", Pattern.DOTALL);
  private static final Pattern TOKEN =
      Pattern.compile("Unrecognized token '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern CONTROL =
      Pattern.compile("Illegal unquoted character \\(\\(?([^)]*)\\).*", Pattern.DOTALL);
  private static final Pattern STRAY_CONTROL =
      Pattern.compile("Illegal character \\(\\(?CTRL-CHAR, code (\\d+)\\).*", Pattern.DOTALL);
  private static final Pattern DEPTH = Pattern.compile(".*nesting depth.*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile(".*[Nn]umber.*length.*", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile(".*[Nn]ame.*length.*", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("\\s*\\(code \\d+[^)]*\\)");

  private SyntaxWords() {}

  static String of(JsonProcessingException failure) {
    return switch (failure) {
      case StreamConstraintsException limit -> ofLimit(message(limit));
      case JsonEOFException _ -> END_OF_INPUT;
      case JsonParseException syntax -> ofSyntax(message(syntax));
      default -> plain(message(failure));
    };
  }

  private static String ofLimit(String message) {
    if (DEPTH.matcher(message).matches()) {
      return limited("brackets nested deeper than %,d", JsonLimits.DEPTH_MAX);
    }
    if (NUMBER.matcher(message).matches()) {
      return limited("a number of more than %,d characters", JsonLimits.NUMBER_CHARS_MAX);
    }
    if (NAME.matcher(message).matches()) {
      return limited("a key of more than %,d characters", JsonLimits.KEY_CHARS_MAX);
    }
    return limited("a string of more than %,d characters", TextLimits.RECORD_CHARS_MAX);
  }

  private static String ofSyntax(String message) {
    if (END.matcher(message).matches()) {
      return END_OF_INPUT;
    }
    if (ZERO.matcher(message).matches()) {
      return ZERO_CHARACTER;
    }
    Matcher noNumber = NO_NUMBER.matcher(message);
    if (noNumber.matches()) {
      return noNumber.group(1)
          + ", which is no number in JSON; write it as a string, \""
          + noNumber.group(1)
          + "\"";
    }
    Matcher token = TOKEN.matcher(message);
    if (token.matches()) {
      return "the word '" + token.group(1) + "'";
    }
    Matcher bracket = BRACKET.matcher(message);
    if (bracket.matches()) {
      return misplaced(bracket.group(1));
    }
    Matcher character = CHARACTER.matcher(message);
    if (character.matches()) {
      return misplaced(character.group(1)) + hint(character.group(1));
    }
    Matcher control = CONTROL.matcher(message);
    if (control.matches()) {
      return "a control character in a string; write it as an escape, such as \\n";
    }
    Matcher stray = STRAY_CONTROL.matcher(message);
    if (stray.matches()) {
      return "a control character (code " + stray.group(1) + ")";
    }
    return plain(message);
  }

  private static String misplaced(String character) {
    return "'" + character + "' where it cannot stand";
  }

  private static String hint(String character) {
    return switch (character) {
      case "'" -> "; strings stand in double quotes";
      case "/", "#" -> "; JSON has no comments";
      case "}", "]" -> "; a comma may stand before it, or a value is missing";
      default -> "";
    };
  }

  /** Whatever else a parser says: its first sentence. */
  private static String plain(String message) {
    String first = CODE.matcher(message.lines().findFirst().orElse("")).replaceAll("");
    String shown = RefusedValue.shown(first.toCharArray(), 0, Math.min(first.length(), CHARS_MAX));
    return shown.isEmpty()
        ? "damage"
        : shown.substring(0, 1).toLowerCase(Locale.ROOT) + shown.substring(1);
  }

  private static String message(JsonProcessingException failure) {
    return String.valueOf(failure.getOriginalMessage());
  }

  private static String limited(String words, int max) {
    return String.format(Locale.ROOT, words, max);
  }
}
