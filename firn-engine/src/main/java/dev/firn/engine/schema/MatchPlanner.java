package dev.firn.engine.schema;

import dev.firn.engine.error.Violation;
import dev.firn.engine.schema.ColumnPlan.Offsets;
import dev.firn.engine.schema.ColumnPlan.Slot;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Walks a table's and a source's columns side by side; plans what fits, notes what does not. */
final class MatchPlanner {
  private static final ColumnPlan ABSENT = new ColumnPlan.Absent();

  private final DictionaryProvider dictionaries;
  private final MatchOptions options;
  private final List<Violation> differences = new ArrayList<>();
  private boolean ignoringCaseWouldHelp;
  private boolean ignoringUnknownWouldHelp;

  MatchPlanner(DictionaryProvider dictionaries, MatchOptions options) {
    this.dictionaries = dictionaries;
    this.options = options;
  }

  List<Slot> plan(List<Types.NestedField> columns, List<Field> source) {
    return planLevel("", columns, source);
  }

  List<Violation> differences() {
    return differences;
  }

  /** What a person can do about the differences. */
  String wayOut() {
    StringBuilder words = new StringBuilder();
    if (ignoringUnknownWouldHelp) {
      words.append("Use --ignore-unknown to leave out columns that the table does not have. ");
    }
    if (ignoringCaseWouldHelp) {
      words.append("Use --ignore-case to match names without case. ");
    }
    return words.append("Nothing was read; change the source or the table.").toString();
  }

  private List<Slot> planLevel(String prefix, List<Types.NestedField> columns, List<Field> source) {
    List<String> tableNames = columns.stream().map(Types.NestedField::name).toList();
    List<String> sourceNames = source.stream().map(Field::getName).toList();
    NameIndex sourceIndex = NameIndex.of(sourceNames, options.names());
    noteDuplicates(prefix, sourceIndex);
    List<Slot> slots = new ArrayList<>(columns.size());
    for (Types.NestedField column : columns) {
      String path = prefix + column.name();
      Optional<Integer> place = sourceIndex.find(column.name());
      if (place.isPresent()) {
        int index = place.orElseThrow();
        slots.add(new Slot(index, planColumn(path, column.type(), source.get(index))));
      } else {
        slots.add(new Slot(0, planMissing(path, column, sourceIndex)));
      }
    }
    noteUnknown(prefix, source, NameIndex.of(tableNames, options.names()));
    return slots;
  }

  private ColumnPlan planMissing(String path, Types.NestedField column, NameIndex source) {
    if (column.writeDefault() != null) {
      return new ColumnPlan.Default(column.writeDefault());
    }
    noteMissing(path, column, source);
    return ABSENT;
  }

  private ColumnPlan planColumn(String path, Type type, Field field) {
    SourceField source = SourceField.of(field, dictionaries);
    ColumnPlan values = planValues(path, type, source);
    return source
        .dictionaryId()
        .<ColumnPlan>map(id -> new ColumnPlan.Decode(path, id, values))
        .orElse(values);
  }

  private ColumnPlan planValues(String path, Type type, SourceField source) {
    if (source.type() instanceof ArrowType.Null) {
      return new ColumnPlan.Leaf(path, Conversion.FILL_NULLS);
    }
    return switch (type) {
      case Types.StructType struct when isPlain(source, ArrowType.Struct.class) ->
          new ColumnPlan.Struct(path, planLevel(path + ".", struct.fields(), source.children()));
      case Types.ListType list when listOffsets(source).isPresent() ->
          new ColumnPlan.Repeated(
              path,
              listOffsets(source).orElseThrow(),
              planColumn(path + ".element", list.elementType(), source.children().getFirst()));
      case Types.MapType map when isPlain(source, ArrowType.Map.class) ->
          new ColumnPlan.Repeated(path, Offsets.BITS_32, planEntries(path, map, source));
      case Types.VariantType _ when isVariant(source) -> variantPlan(path);
      default -> planLeaf(path, type, source);
    };
  }

  private ColumnPlan planEntries(String path, Types.MapType map, SourceField source) {
    List<Field> entry = source.children().getFirst().getChildren();
    return new ColumnPlan.Struct(
        path,
        List.of(
            new Slot(0, planColumn(path + ".key", map.keyType(), entry.getFirst())),
            new Slot(1, planColumn(path + ".value", map.valueType(), entry.getLast()))));
  }

  private ColumnPlan planLeaf(String path, Type type, SourceField source) {
    Optional<Conversion> conversion = LeafMatch.of(type, source);
    if (conversion.isEmpty()) {
      note(path, TypeWords.of(type), TypeWords.of(source));
      return ABSENT;
    }
    return new ColumnPlan.Leaf(path, conversion.orElseThrow());
  }

  /** An unshredded variant: exactly metadata and value, both plain binary. */
  private static boolean isVariant(SourceField source) {
    List<Field> children = source.children();
    return source.extension().equals(Optional.of(ArrowMapping.VARIANT_EXTENSION))
        && children.stream().map(Field::getName).toList().equals(List.of("metadata", "value"))
        && children.stream().allMatch(child -> child.getType() instanceof ArrowType.Binary);
  }

  private static ColumnPlan variantPlan(String path) {
    return new ColumnPlan.Struct(
        path,
        List.of(
            new Slot(0, new ColumnPlan.Leaf(path + ".metadata", Conversion.KEEP)),
            new Slot(1, new ColumnPlan.Leaf(path + ".value", Conversion.KEEP))));
  }

  private static boolean isPlain(SourceField source, Class<? extends ArrowType> type) {
    return source.extension().isEmpty() && type.isInstance(source.type());
  }

  private static Optional<Offsets> listOffsets(SourceField source) {
    if (source.extension().isPresent()) {
      return Optional.empty();
    }
    return switch (source.type()) {
      case ArrowType.List _ -> Optional.of(Offsets.BITS_32);
      case ArrowType.LargeList _ -> Optional.of(Offsets.BITS_64);
      case ArrowType.FixedSizeList _ -> Optional.of(Offsets.FIXED_SIZE);
      default -> Optional.empty();
    };
  }

  private void noteDuplicates(String prefix, NameIndex source) {
    for (List<String> group : source.duplicates()) {
      note(
          prefix + group.getFirst(),
          "one column of this name",
          group.size() + " columns: " + String.join(", ", group));
    }
  }

  private void noteMissing(String path, Types.NestedField column, NameIndex source) {
    if (column.isOptional()) {
      return;
    }
    Optional<String> nearest = source.nearest(column.name());
    noteCase(column.name(), nearest);
    note(
        path,
        "required " + TypeWords.of(column.type()),
        "no such column" + nearest.map(name -> "; the nearest is '" + name + "'").orElse(""));
  }

  private void noteUnknown(String prefix, List<Field> source, NameIndex table) {
    for (Field field : source) {
      if (table.find(field.getName()).isEmpty()) {
        Optional<String> nearest = table.nearest(field.getName());
        boolean isCase = noteCase(field.getName(), nearest);
        if (options.unknown() == UnknownColumns.REFUSED) {
          ignoringUnknownWouldHelp |= !isCase;
          note(
              prefix + field.getName(),
              "a column of the table"
                  + nearest.map(name -> "; the nearest is '" + name + "'").orElse(""),
              TypeWords.of(SourceField.of(field, dictionaries)));
        }
      }
    }
  }

  private boolean noteCase(String name, Optional<String> nearest) {
    boolean isCase =
        options.names() == Names.EXACT && nearest.filter(name::equalsIgnoreCase).isPresent();
    ignoringCaseWouldHelp |= isCase;
    return isCase;
  }

  private void note(String path, String expected, String found) {
    differences.add(Violation.ofColumn(path, expected, found));
  }
}
