package dev.firn.engine.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;

/**
 * What a partition or sort field makes of its column's values.
 *
 * @param argument buckets or width; 0 for words that take none
 */
public record ColumnTransform(Word word, int argument) {
  /** The column's value itself. */
  public static final ColumnTransform IDENTITY = new ColumnTransform(Word.IDENTITY, 0);

  private static final Pattern ICEBERG_FORM = Pattern.compile("([a-z]+)(?:\\[(\\d{1,9})])?");

  /** Iceberg's transforms, by the names that SQL uses too. */
  public enum Word {
    IDENTITY,
    YEAR,
    MONTH,
    DAY,
    HOUR,
    VOID,
    BUCKET,
    TRUNCATE;

    /** Whether a number goes with it. */
    public boolean takesArgument() {
      return this == BUCKET || this == TRUNCATE;
    }

    /** Its name in SQL and in Iceberg's metadata. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The word of a name, without case. */
    public static Optional<Word> find(String name) {
      return Stream.of(values()).filter(word -> word.name().equalsIgnoreCase(name)).findFirst();
    }
  }

  public ColumnTransform {
    if (word.takesArgument() ? argument < 1 : argument != 0) {
      throw new IllegalArgumentException(word + " with argument " + argument);
    }
  }

  /** Iceberg's transform as a word; empty for one of a later version of Iceberg. */
  public static Optional<ColumnTransform> from(Transform<?, ?> transform) {
    Matcher form = ICEBERG_FORM.matcher(transform.toString());
    if (!form.matches()) {
      return Optional.empty();
    }
    int argument = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
    return Word.find(form.group(1))
        .filter(word -> word.takesArgument() == argument > 0)
        .map(word -> new ColumnTransform(word, argument));
  }

  /** As SQL writes it over a column. */
  public String textOver(String column) {
    if (word == Word.IDENTITY) {
      return column;
    }
    return word.text() + "(" + column + (word.takesArgument() ? ", " + argument : "") + ")";
  }

  Transform<?, ?> toIceberg() {
    return switch (word) {
      case IDENTITY -> Transforms.identity();
      case YEAR -> Transforms.year();
      case MONTH -> Transforms.month();
      case DAY -> Transforms.day();
      case HOUR -> Transforms.hour();
      case VOID -> Transforms.alwaysNull();
      case BUCKET -> Transforms.bucket(argument);
      case TRUNCATE -> Transforms.truncate(argument);
    };
  }

  /** Iceberg's void takes every type, but partitions have values of plain ones only. */
  boolean fits(Type type) {
    return word == Word.VOID ? IDENTITY.fits(type) : toIceberg().canTransform(type);
  }

  /** The words that a type allows, for messages. */
  static List<String> wordsFor(Type type) {
    return Stream.of(Word.values())
        .filter(word -> new ColumnTransform(word, word.takesArgument() ? 1 : 0).fits(type))
        .map(Word::text)
        .toList();
  }
}
