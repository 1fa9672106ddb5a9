package dev.firn.sql;

import dev.firn.engine.catalog.ColumnProperties;
import dev.firn.engine.catalog.ColumnRef;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.catalog.PropertyGuard;
import dev.firn.engine.catalog.TableEdit;
import dev.firn.engine.catalog.TableEdit.SetColumnProperties;
import dev.firn.engine.catalog.TableEdit.SetFormatVersion;
import dev.firn.engine.catalog.TableEdit.SetPartitioning;
import dev.firn.engine.catalog.TableEdit.SetProperties;
import dev.firn.engine.catalog.TableEdit.SetSortOrder;
import dev.firn.engine.catalog.TableLayout;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.NearestName;
import dev.firn.engine.table.TableName;
import dev.firn.sql.Statement.TableSettings;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What stands in {@code WITH (…)} and in {@code SET PROPERTIES}: Firn's settings by snake_case
 * names become properties by Iceberg's names; {@code extra_properties} are taken as they are. Each
 * setting is one edit of a table, new or old.
 */
final class SettingsMapping {
  private static final Set<String> STRUCTURAL =
      Set.of(
          "format",
          "format_version",
          "location",
          "partitioning",
          "sorted_by",
          "checks",
          "extra_properties");
  private static final int FORMAT_VERSION_DEFAULT = 2;
  private static final String CHECK_PREFIX = "firn.check.";
  private static final String FIRN_PREFIX = "firn.";
  private static final String NOT_BUILT =
      ": expected none, found one. Rows that break a rule are refused with their load; a table for"
          + " rejected rows comes with a later version.";

  private final SqlPosition start;
  private final List<TableEdit> edits = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> keys = new HashSet<>();
  private int formatVersion = FORMAT_VERSION_DEFAULT;
  private Optional<Property> locationProperty = Optional.empty();
  private Optional<String> location = Optional.empty();

  private SettingsMapping(SqlPosition start) {
    this.start = start;
  }

  static SettingsMapping of(SqlPosition start, List<Property> given) {
    SettingsMapping mapping = new SettingsMapping(start);
    for (Property property : given) {
      String name = property.getName().getValue().toLowerCase(Locale.ROOT);
      PropertyValue value = new PropertyValue(start, property);
      if (!mapping.seen.add(name)) {
        throw value.refusal("each property once", "it twice", "");
      }
      if (property.isSetToDefault()) {
        mapping.addDefault(value, name);
      } else {
        mapping.add(value, name, property.getNonDefaultValue());
      }
    }
    return mapping;
  }

  int formatVersion() {
    return formatVersion;
  }

  /**
   * The settings of a table that is to be made.
   *
   * @param place of the table's name, for what no single setting is to blame for
   * @throws FirnException if they cannot be with this schema
   */
  TableSettings ofNewTable(SqlPosition place, TableIdentifier name, Schema schema) {
    TableSettings settings = settingsOf(schema, edits);
    try {
      requireSound(name, schema, settings);
    } catch (FirnException e) {
      String origin = firstUnsound(name, schema).orElse(place.origin());
      throw new FirnException(e.code(), origin + ": " + e.getMessage(), e);
    }
    return settings;
  }

  /** Where the first setting stands that is wrong with those before it. */
  private Optional<String> firstUnsound(TableIdentifier name, Schema schema) {
    for (int count = 1; count <= edits.size(); count++) {
      try {
        requireSound(name, schema, settingsOf(schema, edits.subList(0, count)));
      } catch (FirnException e) {
        return Optional.of(originOf(edits.get(count - 1)));
      }
    }
    return Optional.empty();
  }

  private static void requireSound(TableIdentifier name, Schema schema, TableSettings settings) {
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put(TableProperties.FORMAT_VERSION, Integer.toString(settings.formatVersion()));
    TableName table = new TableName(name.namespace().toString(), name.name());
    NewTable.of(table, schema, properties).requireSound();
  }

  private static String originOf(TableEdit edit) {
    return switch (edit) {
      case SetProperties set -> set.origin();
      case SetColumnProperties set -> set.origin();
      case SetPartitioning set -> set.origin();
      case SetSortOrder set -> set.origin();
      case SetFormatVersion set -> set.origin();
      default -> throw new IllegalStateException("Not a setting: " + edit);
    };
  }

  private TableSettings settingsOf(Schema schema, List<TableEdit> edits) {
    Map<String, String> properties = new HashMap<>();
    PartitionSpec spec = PartitionSpec.unpartitioned();
    SortOrder order = SortOrder.unsorted();
    for (TableEdit edit : edits) {
      switch (edit) {
        case SetProperties set -> properties.putAll(set.values());
        case SetColumnProperties set -> properties.putAll(ColumnProperties.of(schema, set));
        case SetPartitioning partitioning ->
            spec = TableLayout.specOf(schema, partitioning.terms());
        case SetSortOrder sorting -> order = TableLayout.orderOf(schema, sorting.terms());
        case SetFormatVersion _ -> {}
        default -> throw new IllegalStateException("Not a setting: " + edit);
      }
    }
    return new TableSettings(formatVersion, location, properties, spec, order);
  }

  /** The edits of a table that is there; the format first, because others may need it. */
  List<TableEdit> ofExistingTable() {
    if (locationProperty.isPresent()) {
      throw new PropertyValue(start, locationProperty.get())
          .refusal("it only when a table is created", "it in ALTER TABLE", "");
    }
    return edits.stream()
        .sorted(Comparator.comparing(edit -> edit instanceof SetFormatVersion ? 0 : 1))
        .toList();
  }

  private void add(PropertyValue value, String name, Expression expression) {
    switch (name) {
      case "format" -> requireParquet(value, value.text(expression));
      case "format_version" -> {
        formatVersion = formatVersion(value, value.text(expression));
        edits.add(new SetFormatVersion(formatVersion, value.origin()));
      }
      case "location" -> {
        locationProperty = Optional.of(value.property());
        location = Optional.of(value.text(expression));
      }
      case "partitioning" ->
          edits.add(
              new SetPartitioning(
                  value.texts(expression).stream().map(TermReader::partition).toList(),
                  value.origin()));
      case "sorted_by" ->
          edits.add(
              new SetSortOrder(
                  value.texts(expression).stream().map(TermReader::sort).toList(), value.origin()));
      case "checks" -> addChecks(value, expression);
      case "on_violation" -> throw value.unsupported(NOT_BUILT);
      case "extra_properties" -> addExtra(value, expression);
      default -> addSetting(value, name, expression);
    }
  }

  private void addDefault(PropertyValue value, String name) {
    switch (name) {
      case "format", "location" -> {}
      case "format_version", "extra_properties" -> throw value.refusal("a value", "DEFAULT", "");
      case "partitioning" -> edits.add(new SetPartitioning(List.of(), value.origin()));
      case "sorted_by" -> edits.add(new SetSortOrder(List.of(), value.origin()));
      case "checks" -> edits.add(set(value, Map.of(), Set.of(), Set.of(CHECK_PREFIX)));
      default -> edits.add(removed(value, name));
    }
  }

  private SetProperties removed(PropertyValue value, String name) {
    Optional<TableSetting> setting = TableSetting.find(name);
    if (setting.isPresent()) {
      return set(value, Map.of(), Set.of(setting.get().propertyName()), Set.of());
    }
    ColumnSetting columns = ColumnSetting.find(name).orElseThrow(() -> unknown(value, name));
    return set(value, Map.of(), Set.of(), Set.of(columns.prefix()));
  }

  private void addSetting(PropertyValue value, String name, Expression expression) {
    Optional<ColumnSetting> columns = ColumnSetting.find(name);
    if (columns.isPresent()) {
      edits.add(columnEdit(value, columns.get(), expression));
      return;
    }
    TableSetting setting = TableSetting.find(name).orElseThrow(() -> unknown(value, name));
    String kept = kept(value, setting, value.text(expression));
    requireOnce(value, setting.propertyName());
    edits.add(set(value, Map.of(setting.propertyName(), kept), Set.of(), Set.of()));
  }

  private static String kept(PropertyValue value, TableSetting setting, String text) {
    return setting
        .kept(text)
        .orElseThrow(() -> value.refusal(setting.expected(), "'" + text + "'", ""));
  }

  private TableEdit columnEdit(PropertyValue value, ColumnSetting setting, Expression expression) {
    Map<ColumnRef, String> values = new HashMap<>();
    if (setting == ColumnSetting.BLOOM_FILTER_COLUMNS) {
      value.texts(expression).forEach(name -> values.put(TermReader.column(name), "true"));
    } else {
      for (PropertyValue.Entry entry : value.entries(expression)) {
        String text = entry.value().orElse("");
        String kept =
            setting
                .kept(text)
                .orElseThrow(() -> value.refusal(setting.expected(), "'" + text + "'", ""));
        values.put(TermReader.column(entry.key()), kept);
      }
    }
    return new SetColumnProperties(setting.prefix(), values, value.origin());
  }

  /** The rules of a table, all of them: what is not named goes. */
  private void addChecks(PropertyValue value, Expression expression) {
    Map<String, String> checks = new HashMap<>();
    for (PropertyValue.Entry entry : value.entries(expression)) {
      String name = entry.key().text();
      String rule = entry.value().orElse("");
      if (!name.matches("[\\w-]{1,64}") || rule.isBlank()) {
        throw entry
            .key()
            .position()
            .syntax(
                "Check '" + name + "'",
                "a name of letters, digits, _ and - with an expression",
                rule.isBlank() ? "no expression" : "another name",
                "");
      }
      requireOnce(value, CHECK_PREFIX + name);
      checks.put(CHECK_PREFIX + name, rule);
    }
    edits.add(set(value, checks, Set.of(), Set.of(CHECK_PREFIX)));
  }

  /** Iceberg's own properties and other engines'; NULL takes one away. */
  private void addExtra(PropertyValue value, Expression expression) {
    Map<String, String> set = new HashMap<>();
    Set<String> removed = new HashSet<>();
    for (PropertyValue.Entry entry : value.entries(expression)) {
      String key = entry.key().text();
      requireOnce(value, key);
      requireSettable(value, entry.key(), key);
      if (entry.value().isPresent()) {
        String text = entry.value().get();
        set.put(
            key,
            TableSetting.findByProperty(key)
                .map(setting -> keptExtra(entry.key(), setting, text))
                .orElse(text));
      } else {
        removed.add(key);
      }
    }
    edits.add(set(value, set, removed, Set.of()));
  }

  /** Said at the key, because the property that is wrong is this one of many. */
  private static String keptExtra(LiteralText key, TableSetting setting, String text) {
    return setting
        .kept(text)
        .orElseThrow(
            () ->
                key.position()
                    .syntax(
                        "Table property '" + key.text() + "'",
                        setting.expected(),
                        "'" + text + "'",
                        ""));
  }

  private static void requireSettable(PropertyValue value, LiteralText place, String key) {
    if (key.equals("format-version")) {
      throw value.refusal("format_version by its own name", "'format-version'", "");
    }
    if (PropertyGuard.isProtected(key)) {
      throw place
          .position()
          .syntax(
              "Table property '" + key + "'",
              "a setting",
              "a record that Iceberg or Firn keeps itself",
              "");
    }
    if (key.equals("firn.on-violation")) {
      throw value.unsupported(NOT_BUILT);
    }
    boolean isFirns = key.startsWith(FIRN_PREFIX) && !key.startsWith(CHECK_PREFIX);
    if (isFirns && !ColumnSetting.isProperty(key) && TableSetting.findByProperty(key).isEmpty()) {
      List<String> known =
          TableSetting.propertyNames().stream().filter(it -> it.startsWith(FIRN_PREFIX)).toList();
      throw place
          .position()
          .syntax(
              "Table property '" + key + "'",
              NearestName.of(key, known)
                  .map(nearest -> "'" + nearest + "'")
                  .orElse("one of " + String.join(", ", known)),
              "an unknown name",
              "");
    }
  }

  private void requireOnce(PropertyValue value, String key) {
    if (!keys.add(key)) {
      throw value.refusal("'" + key + "' once", "it twice", "");
    }
  }

  private static SetProperties set(
      PropertyValue value, Map<String, String> values, Set<String> removed, Set<String> prefixes) {
    return new SetProperties(values, removed, prefixes, value.origin());
  }

  private static int formatVersion(PropertyValue value, String text) {
    return switch (text) {
      case "2" -> 2;
      case "3" -> 3;
      default -> throw value.refusal("2 or 3", "'" + text + "'", "");
    };
  }

  private static void requireParquet(PropertyValue value, String format) {
    if (!format.equalsIgnoreCase("parquet")) {
      throw value.refusal("'PARQUET'", "'" + format + "'", "");
    }
  }

  private static FirnException unknown(PropertyValue value, String name) {
    Set<String> known = new HashSet<>(STRUCTURAL);
    known.addAll(TableSetting.names());
    known.addAll(ColumnSetting.names());
    String nearest =
        NearestName.of(name, known)
            .map(word -> "'" + word + "'")
            .orElse("one of " + String.join(", ", known.stream().sorted().toList()));
    return value.refusal(
        nearest, "an unknown name", "Iceberg's own properties go into extra_properties.");
  }
}
