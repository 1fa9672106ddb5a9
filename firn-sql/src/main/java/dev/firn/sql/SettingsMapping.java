package dev.firn.sql;

import dev.firn.engine.schema.NearestName;
import dev.firn.sql.Statement.TableSettings;
import io.trino.sql.tree.Array;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.CallArgument;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.FunctionCall;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.Property;
import io.trino.sql.tree.StringLiteral;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in {@code WITH (…)}: Firn's settings by snake_case names become properties by
 * Iceberg's names; {@code extra_properties} are taken as they are.
 */
final class SettingsMapping {
  private static final Set<String> STRUCTURAL =
      Set.of(
          "format", "format_version", "location", "partitioning", "sorted_by", "extra_properties");
  private static final int FORMAT_VERSION_DEFAULT = 2;

  private final Map<String, String> properties = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private int formatVersion = FORMAT_VERSION_DEFAULT;
  private Optional<String> location = Optional.empty();

  private SettingsMapping() {}

  static TableSettings of(List<Property> given) {
    SettingsMapping mapping = new SettingsMapping();
    for (Property property : given) {
      mapping.add(property, property.getName().getValue().toLowerCase(Locale.ROOT));
    }
    return new TableSettings(mapping.formatVersion, mapping.location, mapping.properties);
  }

  private void add(Property property, String name) {
    if (!seen.add(name)) {
      throw refusal(property, "each property once", "it twice", "");
    }
    if (property.isSetToDefault()) {
      return;
    }
    Expression value = property.getNonDefaultValue();
    switch (name) {
      case "format" -> requireParquet(property, text(property, value));
      case "format_version" -> formatVersion = formatVersion(property, text(property, value));
      case "location" -> location = Optional.of(text(property, value));
      case "partitioning", "sorted_by" -> requireEmpty(property, name, value);
      case "extra_properties" -> addExtra(property, value);
      default -> addSetting(property, name, value);
    }
  }

  private void addSetting(Property property, String name, Expression value) {
    TableSetting setting = TableSetting.find(name).orElseThrow(() -> unknown(property, name));
    String text = text(property, value);
    String kept =
        setting
            .kept(text)
            .orElseThrow(() -> refusal(property, setting.expected(), "'" + text + "'", ""));
    put(property, setting.propertyName(), kept);
  }

  private void addExtra(Property property, Expression value) {
    List<Expression> arguments =
        value instanceof FunctionCall call && call.getName().toString().equals("map")
            ? call.getArguments().stream().map(CallArgument::getValue).toList()
            : List.of();
    if (arguments.size() != 2
        || !(arguments.getFirst() instanceof Array keys)
        || !(arguments.getLast() instanceof Array values)
        || keys.getValues().size() != values.getValues().size()) {
      throw refusal(property, "MAP(ARRAY['key', …], ARRAY['value', …])", "'" + value + "'", "");
    }
    for (int index = 0; index < keys.getValues().size(); index++) {
      put(
          property,
          text(property, keys.getValues().get(index)),
          text(property, values.getValues().get(index)));
    }
  }

  private void put(Property property, String name, String value) {
    if (name.equals("format-version")) {
      throw refusal(property, "format_version by its own name", "'format-version'", "");
    }
    if (properties.putIfAbsent(name, value) != null) {
      throw refusal(property, "'" + name + "' once", "it twice", "");
    }
  }

  private static int formatVersion(Property property, String text) {
    return switch (text) {
      case "2" -> 2;
      case "3" -> 3;
      default -> throw refusal(property, "2 or 3", "'" + text + "'", "");
    };
  }

  private static void requireParquet(Property property, String format) {
    if (!format.equalsIgnoreCase("parquet")) {
      throw refusal(property, "'PARQUET'", "'" + format + "'", "");
    }
  }

  private static void requireEmpty(Property property, String name, Expression value) {
    if (!(value instanceof Array array) || !array.getValues().isEmpty()) {
      throw SqlPosition.of(property)
          .unsupported(
              "Property '"
                  + name
                  + "': expected none, found "
                  + value
                  + ". The next version brings partitions and sort orders; leave it out for now.");
    }
  }

  private static String text(Property property, Expression value) {
    return switch (value) {
      case StringLiteral text -> text.getValue();
      case LongLiteral number -> Long.toString(number.getParsedValue());
      case BooleanLiteral truth -> Boolean.toString(truth.getValue());
      default -> throw refusal(property, "a string, a number or a truth value", "" + value, "");
    };
  }

  private static RuntimeException unknown(Property property, String name) {
    Set<String> known = new HashSet<>(STRUCTURAL);
    known.addAll(TableSetting.names());
    String nearest =
        NearestName.of(name, known)
            .map(word -> "'" + word + "'")
            .orElse("one of " + String.join(", ", known.stream().sorted().toList()));
    return refusal(
        property, nearest, "an unknown name", "Iceberg's own properties go into extra_properties.");
  }

  private static RuntimeException refusal(
      Property property, String expected, String found, String wayOut) {
    return SqlPosition.of(property)
        .syntax("Property '" + property.getName().getValue() + "'", expected, found, wayOut);
  }
}
