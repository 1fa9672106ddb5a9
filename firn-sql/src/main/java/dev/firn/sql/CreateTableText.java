package dev.firn.sql;

import dev.firn.engine.catalog.ColumnTransform;
import dev.firn.engine.catalog.PropertyGuard;
import dev.firn.engine.catalog.TableChange;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;

/**
 * The statement that makes an equal table in another warehouse. What SQL has no words for stands in
 * comment lines before it; location and identity are the new table's own.
 *
 * <p>Threads: one.
 */
final class CreateTableText {
  private static final String CHECK_PREFIX = "firn.check.";

  private final TableName name;
  private final TableMetadata metadata;
  private final ColumnPaths paths;
  private final List<String> notes = new ArrayList<>();

  private CreateTableText(TableName name, TableMetadata metadata) {
    this.name = name;
    this.metadata = metadata;
    this.paths = new ColumnPaths(metadata.schema());
  }

  static String of(TableName name, TableMetadata metadata) {
    return new CreateTableText(name, metadata).text();
  }

  private String text() {
    String columns =
        metadata.schema().columns().stream()
            .map(column -> "  " + column(column))
            .collect(Collectors.joining(",\n"));
    metadata.schema().columns().forEach(column -> noteInside(column.name() + ".", column));
    String comment =
        Optional.ofNullable(metadata.properties().get(TableChange.COMMENT_KEY))
            .map(text -> "\nCOMMENT " + SqlText.string(text))
            .orElse("");
    String settings =
        settings().entrySet().stream()
            .map(setting -> "  " + setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining(",\n", "\nWITH (\n", "\n)"));
    noteWholeTable();
    String head =
        notes.stream()
            .map(note -> "-- Not in this statement: " + note.replaceAll("\\R", " ") + "\n")
            .collect(Collectors.joining());
    return head
        + "CREATE TABLE "
        + SqlText.name(name.namespace())
        + "."
        + SqlText.name(name.name())
        + " (\n"
        + columns
        + "\n)"
        + comment
        + settings;
  }

  private String column(Types.NestedField column) {
    StringBuilder text = new StringBuilder(SqlText.name(column.name()));
    text.append(' ').append(SqlTypes.text(column.type()));
    if (column.writeDefault() != null) {
      Optional<String> value = DefaultText.of(column.type(), column.writeDefault());
      value.ifPresent(literal -> text.append(" DEFAULT ").append(literal));
      if (value.isEmpty()) {
        notes.add("default of " + column.name() + ", " + column.writeDefault());
      }
    }
    if (column.initialDefault() != null && !column.initialDefault().equals(column.writeDefault())) {
      notes.add(column.name() + " of rows from before it was added, " + column.initialDefault());
    }
    text.append(column.isRequired() ? " NOT NULL" : "");
    if (column.doc() != null) {
      text.append(" COMMENT ").append(SqlText.string(column.doc()));
    }
    noteType(column.name(), column);
    return text.toString();
  }

  private void noteType(String path, Types.NestedField field) {
    if (!SqlTypes.hasWord(field.type())) {
      notes.add("type of " + path + ", for which SQL has no word");
    }
  }

  /** What the parser takes of columns but not of fields inside them. */
  private void noteInside(String prefix, Types.NestedField outer) {
    if (!outer.type().isNestedType()) {
      return;
    }
    for (Types.NestedField field : outer.type().asNestedType().fields()) {
      String path = prefix + field.name();
      boolean isKey = outer.type().isMapType() && field.name().equals("key");
      if (field.isRequired() && !isKey) {
        notes.add(path + " is NOT NULL");
      }
      if (field.doc() != null) {
        notes.add("comment of " + path + ", " + field.doc());
      }
      if (field.writeDefault() != null || field.initialDefault() != null) {
        notes.add("default of " + path);
      }
      noteType(path, field);
      noteInside(path + ".", field);
    }
  }

  private void noteWholeTable() {
    if (!metadata.schema().identifierFieldNames().isEmpty()) {
      notes.add("identifier fields " + String.join(", ", metadata.schema().identifierFieldNames()));
    }
    if (metadata.formatVersion() < 2) {
      notes.add("format version 1, which this version does not create");
    }
    if (!metadata.properties().containsKey(TableProperties.PARQUET_COMPRESSION)) {
      notes.add("that no compression codec is set");
    }
    if (!metadata.location().contains("/" + name.folder())) {
      notes.add("location " + metadata.location());
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("format_version", Integer.toString(Math.max(2, metadata.formatVersion())));
    if (metadata.spec().isPartitioned()) {
      settings.put(
          "partitioning",
          SqlText.array(
              metadata.spec().fields().stream()
                  .map(this::partition)
                  .flatMap(Optional::stream)
                  .toList()));
    }
    if (metadata.sortOrder().isSorted()) {
      settings.put(
          "sorted_by",
          SqlText.array(
              metadata.sortOrder().fields().stream()
                  .map(this::sort)
                  .flatMap(Optional::stream)
                  .toList()));
    }
    Map<String, String> rest = new TreeMap<>(metadata.properties());
    rest.remove(TableChange.COMMENT_KEY);
    rest.keySet().removeIf(PropertyGuard::isProtected);
    // Every new table has it.
    rest.remove(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    takeTableSettings(rest, settings);
    takeColumnSettings(rest, settings);
    takeChecks(rest, settings);
    if (!rest.isEmpty()) {
      settings.put("extra_properties", map(rest));
    }
    return settings;
  }

  private Optional<String> partition(PartitionField field) {
    Optional<ColumnTransform> transform = ColumnTransform.from(field.transform());
    if (transform.isEmpty()) {
      notes.add("partition field " + field);
    }
    return transform.map(known -> known.textOver(paths.of(field.sourceId())));
  }

  private Optional<String> sort(SortField field) {
    Optional<ColumnTransform> transform = ColumnTransform.from(field.transform());
    if (transform.isEmpty()) {
      notes.add("sort field " + field);
    }
    String direction = field.direction() == SortDirection.ASC ? " ASC" : " DESC";
    String nulls = field.nullOrder() == NullOrder.NULLS_FIRST ? " NULLS FIRST" : " NULLS LAST";
    return transform.map(known -> known.textOver(paths.of(field.sourceId())) + direction + nulls);
  }

  private static void takeTableSettings(Map<String, String> rest, Map<String, String> settings) {
    for (TableSetting setting : TableSetting.values()) {
      Optional<String> value = Optional.ofNullable(rest.get(setting.propertyName()));
      if (value.isPresent() && setting.kept(value.get()).equals(value)) {
        rest.remove(setting.propertyName());
        boolean isNumber = value.get().matches("\\d{1,18}");
        settings.put(setting.sqlName(), isNumber ? value.get() : SqlText.string(value.get()));
      }
    }
  }

  private void takeColumnSettings(Map<String, String> rest, Map<String, String> settings) {
    for (ColumnSetting setting : ColumnSetting.values()) {
      Map<String, String> columns = new TreeMap<>();
      for (Map.Entry<String, String> entry : Map.copyOf(rest).entrySet()) {
        String key = entry.getKey();
        Types.NestedField column =
            key.startsWith(setting.prefix())
                ? metadata.schema().findField(key.substring(setting.prefix().length()))
                : null;
        boolean isFit =
            setting == ColumnSetting.BLOOM_FILTER_COLUMNS
                ? entry.getValue().equals("true")
                : setting.kept(entry.getValue()).equals(Optional.of(entry.getValue()));
        if (column != null && isFit) {
          rest.remove(key);
          columns.put(paths.of(column.fieldId()), entry.getValue());
        }
      }
      if (!columns.isEmpty()) {
        settings.put(
            setting.sqlName(),
            setting == ColumnSetting.BLOOM_FILTER_COLUMNS
                ? SqlText.array(List.copyOf(columns.keySet()))
                : map(columns));
      }
    }
  }

  private static void takeChecks(Map<String, String> rest, Map<String, String> settings) {
    Map<String, String> checks = new TreeMap<>();
    for (String key : List.copyOf(rest.keySet())) {
      if (key.startsWith(CHECK_PREFIX)) {
        checks.put(key.substring(CHECK_PREFIX.length()), String.valueOf(rest.remove(key)));
      }
    }
    if (!checks.isEmpty()) {
      settings.put("checks", map(checks));
    }
  }

  private static String map(Map<String, String> entries) {
    return SqlText.map(List.copyOf(entries.keySet()), List.copyOf(entries.values()));
  }
}
