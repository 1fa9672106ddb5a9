package dev.firn.engine.catalog;

import dev.firn.engine.datafile.ParquetSettings;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.schema.NearestName;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;

/**
 * Whether a table can be as it is meant to be: schema, format and properties as a whole. Every way
 * to create or change a table comes through here before anything is written.
 */
final class TableCheck {
  private static final String CODEC = TableProperties.PARQUET_COMPRESSION;
  private static final String LEVEL = TableProperties.PARQUET_COMPRESSION_LEVEL;

  /** What happens to rows that break a rule; until it is built, nobody may rely on it. */
  private static final String ON_VIOLATION = "firn.on-violation";

  private TableCheck() {}

  /** A table as it would be. */
  record Shape(Schema schema, Map<String, String> properties, int formatVersion) {
    static Shape of(TableMetadata metadata) {
      return new Shape(metadata.schema(), metadata.properties(), metadata.formatVersion());
    }
  }

  /**
   * Refuses a new table that cannot be.
   *
   * @throws FirnException {@link ErrorCode#CONFIGURATION} naming every problem
   */
  static void require(TableName table, Shape shape) {
    List<String> problems = problems(table, shape);
    if (!problems.isEmpty()) {
      throw refusal(table, problems);
    }
  }

  /**
   * What a change makes wrong. What was wrong before, by another engine's doing, is no reason to
   * refuse it.
   */
  static List<String> problemsSince(TableName table, Shape before, Shape after) {
    List<String> problems = new ArrayList<>(problems(table, after));
    problems.removeAll(problems(table, before));
    return problems;
  }

  /** Everything that is wrong, in full sentences. */
  static List<String> problems(TableName table, Shape shape) {
    List<String> problems = new ArrayList<>();
    addFormatProblems(shape, problems);
    addNameProblems("", shape.schema().columns(), problems);
    addDepthProblems(shape, problems);
    int before = problems.size();
    new TreeMap<>(shape.properties())
        .forEach((key, value) -> addPropertyProblems(shape, key, value, problems));
    tryOut(() -> RuleSet.of(table.toString(), shape.schema(), shape.properties()), problems);
    if (problems.size() == before) {
      // Each property is right by itself; now all of them together, as the writer takes them.
      tryOut(() -> settingsOf(shape.properties(), shape.schema()), problems);
    }
    return problems;
  }

  private static void addFormatProblems(Shape shape, List<String> problems) {
    try {
      Schema.checkCompatibility(shape.schema(), shape.formatVersion());
    } catch (IllegalStateException e) {
      problems.add(
          "Format "
              + shape.formatVersion()
              + ": expected its types and values only. "
              + e.getMessage()
              + " Set format_version = 3.");
    }
  }

  /** Two names that differ only by case could not be told apart in SQL. */
  private static void addNameProblems(
      String prefix, List<Types.NestedField> level, List<String> problems) {
    Map<String, String> seen = new HashMap<>();
    for (Types.NestedField field : level) {
      String before = seen.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field.name());
      if (before != null) {
        problems.add(
            "Column '"
                + prefix
                + field.name()
                + "': expected a name that no other has, with or without case, found '"
                + prefix
                + before
                + "'.");
      }
      if (field.type().isStructType() && field.type().asStructType().fields().isEmpty()) {
        problems.add(
            "Column '" + prefix + field.name() + "': expected a row with fields, found none.");
      }
      addNameProblems(prefix + field.name() + ".", ColumnLookup.fieldsOf(field.type()), problems);
    }
  }

  private static void addDepthProblems(Shape shape, List<String> problems) {
    for (Types.NestedField column : shape.schema().columns()) {
      int levels = TypeLevels.of(column.type());
      if (levels > TypeLevels.MAX) {
        problems.add(
            "Column '"
                + column.name()
                + "': expected at most "
                + TypeLevels.MAX
                + " levels of types, found "
                + levels
                + ".");
      }
    }
  }

  private static void addPropertyProblems(
      Shape shape, String key, String value, List<String> problems) {
    Optional<String> prefix = ColumnProperties.prefixOf(key);
    String column = prefix.map(each -> key.substring(each.length())).orElse("");
    if (prefix.isPresent() && shape.schema().findField(column) == null) {
      problems.add(
          "Table property '"
              + key
              + "': expected the dotted name of a column, found '"
              + column
              + "', which the table does not have."
              + nearest(shape.schema(), column));
      return;
    }
    if (key.equals(ON_VIOLATION)) {
      problems.add(
          "Table property '"
              + key
              + "': expected none, found '"
              + value
              + "'. A table for rejected rows comes with a later version.");
      return;
    }
    Map<String, String> alone = new HashMap<>(Map.of(key, value));
    if (key.startsWith(TableSettings.COLUMN_LEVEL_PREFIX) || key.equals(LEVEL)) {
      // A level is right or wrong for its column's or the table's codec.
      for (String other : List.of(TableSettings.COLUMN_CODEC_PREFIX + column, CODEC)) {
        Optional.ofNullable(shape.properties().get(other)).ifPresent(it -> alone.put(other, it));
      }
    }
    tryOut(() -> settingsOf(alone, shape.schema()), problems);
  }

  private static void settingsOf(Map<String, String> properties, Schema schema) {
    ParquetSettings.optionsOf(
        TableSettings.of(properties, TableSettings.FILE_BYTES_MAX_DEFAULT), schema);
  }

  private static void tryOut(Runnable check, List<String> problems) {
    try {
      check.run();
    } catch (FirnException e) {
      if (!problems.contains(e.getMessage())) {
        problems.add(e.getMessage());
      }
    }
  }

  private static String nearest(Schema schema, String column) {
    List<String> names =
        schema.idToName().values().stream().filter(name -> !name.isEmpty()).toList();
    return NearestName.of(column, names).map(name -> " The nearest is '" + name + "'.").orElse("");
  }

  /** The refusal of a table for its problems. */
  static FirnException refusal(TableName table, List<String> problems) {
    String count = problems.size() == 1 ? "" : " (" + problems.size() + " problems)";
    return new FirnException(
        ErrorCode.CONFIGURATION,
        "Table '" + table + "'" + count + ": " + String.join(" ", problems));
  }
}
