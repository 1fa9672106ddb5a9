package dev.firn.sql;

import dev.firn.engine.catalog.ColumnRef;
import dev.firn.engine.catalog.ColumnTransform;
import dev.firn.engine.catalog.ColumnTransform.Word;
import dev.firn.engine.catalog.PartitionTerm;
import dev.firn.engine.catalog.SortTerm;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.SortDirection;

/**
 * Reads what stands in the strings of {@code partitioning} and {@code sorted_by}: {@code
 * bucket(origin, 8)}, {@code address."my zip" DESC NULLS LAST}. Mistakes are named at their place
 * inside the string.
 *
 * <p>Threads: one.
 */
final class TermReader {
  private static final List<String> TRANSFORMS = Stream.of(Word.values()).map(Word::text).toList();

  private final LiteralText literal;
  private final String text;
  private int at;

  private TermReader(LiteralText literal) {
    this.literal = literal;
    this.text = literal.text();
  }

  static PartitionTerm partition(LiteralText literal) {
    TermReader reader = new TermReader(literal);
    PartitionTerm term = reader.term();
    reader.requireEnd("the end");
    return term;
  }

  /** Nulls come first where values ascend and last where they descend, as in Trino. */
  static SortTerm sort(LiteralText literal) {
    TermReader reader = new TermReader(literal);
    PartitionTerm term = reader.term();
    SortDirection direction = reader.direction();
    NullOrder nulls = reader.nulls(direction);
    reader.requireEnd("ASC, DESC, NULLS FIRST, NULLS LAST or the end");
    return new SortTerm(term.column(), term.transform(), direction, nulls);
  }

  /** A column's dotted path alone. */
  static ColumnRef column(LiteralText literal) {
    TermReader reader = new TermReader(literal);
    reader.skipSpaces();
    int start = reader.at;
    ColumnRef column = reader.column(start, reader.path());
    reader.requireEnd("the end");
    return column;
  }

  private PartitionTerm term() {
    skipSpaces();
    int start = at;
    List<String> path = path();
    skipSpaces();
    if (!isNext('(')) {
      return new PartitionTerm(column(start, path), ColumnTransform.IDENTITY);
    }
    Word word = word(start, path);
    at++;
    skipSpaces();
    int columnStart = at;
    ColumnRef column = column(columnStart, path());
    skipSpaces();
    ColumnTransform transform =
        new ColumnTransform(word, word.takesArgument() ? argument(word) : 0);
    skipSpaces();
    require(')');
    return new PartitionTerm(column, transform);
  }

  private Word word(int start, List<String> path) {
    String name = String.join(".", path);
    return Word.find(name)
        .orElseThrow(
            () ->
                refusal(
                    start,
                    NearestName.of(name, TRANSFORMS)
                        .map(nearest -> "'" + nearest + "'")
                        .orElse("one of " + String.join(", ", TRANSFORMS)),
                    "'" + name + "', which is no transform"));
  }

  private int argument(Word word) {
    String what = word == Word.BUCKET ? "the number of buckets" : "the width";
    if (!isNext(',')) {
      throw refusal(at, "',' and " + what, found());
    }
    at++;
    skipSpaces();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(start, at);
    if (digits.isEmpty() || digits.length() > 9 || Integer.parseInt(digits) < 1) {
      at = start;
      throw refusal(start, what + ", from 1 to 999999999", found());
    }
    return Integer.parseInt(digits);
  }

  private List<String> path() {
    List<String> path = new ArrayList<>(List.of(name()));
    while (isNext('.')) {
      at++;
      path.add(name());
    }
    return path;
  }

  private String name() {
    int start = at;
    if (isNext('"')) {
      return quotedName();
    }
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw refusal(start, "a column", found());
    }
    return text.substring(start, at);
  }

  private String quotedName() {
    int start = at;
    StringBuilder name = new StringBuilder();
    at++;
    while (at < text.length()) {
      char next = text.charAt(at);
      at++;
      if (next != '"') {
        name.append(next);
      } else if (isNext('"')) {
        name.append('"');
        at++;
      } else if (name.isEmpty()) {
        throw refusal(start, "a column", "an empty name");
      } else {
        return name.toString();
      }
    }
    throw refusal(start, "\" to close the name", "the end");
  }

  private SortDirection direction() {
    Optional<String> word = takeWord("ASC", "DESC");
    return word.filter("DESC"::equals).isPresent() ? SortDirection.DESC : SortDirection.ASC;
  }

  private NullOrder nulls(SortDirection direction) {
    if (takeWord("NULLS").isEmpty()) {
      return direction == SortDirection.ASC ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST;
    }
    String place =
        takeWord("FIRST", "LAST").orElseThrow(() -> refusal(at, "FIRST or LAST", found()));
    return place.equals("FIRST") ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST;
  }

  private Optional<String> takeWord(String... words) {
    skipSpaces();
    for (String word : words) {
      int end = at + word.length();
      if (text.regionMatches(true, at, word, 0, word.length())
          && (end == text.length() || !isNamePart(text.charAt(end)))) {
        at = end;
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  private void require(char wanted) {
    if (!isNext(wanted)) {
      throw refusal(at, "'" + wanted + "'", found());
    }
    at++;
  }

  private void requireEnd(String expected) {
    skipSpaces();
    if (at < text.length()) {
      throw refusal(at, expected, found());
    }
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean isNext(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }

  private String found() {
    return at < text.length() ? "'" + text.substring(at) + "'" : "the end";
  }

  private static boolean isNamePart(char character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '$';
  }

  private ColumnRef column(int start, List<String> path) {
    return new ColumnRef(path, literal.at(start).origin());
  }

  private FirnException refusal(int offset, String expected, String found) {
    return literal.at(offset).syntax("Field '" + text + "'", expected, found, "");
  }
}
