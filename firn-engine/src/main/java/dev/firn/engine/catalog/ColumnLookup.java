package dev.firn.engine.catalog;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** Finds columns of a schema by the paths that people write, and says what comes near if absent. */
final class ColumnLookup {
  private final Schema schema;
  private final Map<Integer, Integer> parents;

  ColumnLookup(Schema schema) {
    this.schema = schema;
    this.parents = TypeUtil.indexParents(schema.asStruct());
  }

  /** The column, if there is one. */
  Optional<Types.NestedField> find(ColumnRef column) {
    List<Types.NestedField> level = schema.columns();
    Optional<Types.NestedField> found = Optional.empty();
    for (String name : column.path()) {
      found = among(level, name);
      if (found.isEmpty()) {
        return found;
      }
      level = fieldsOf(found.get().type());
    }
    return found;
  }

  /**
   * The column.
   *
   * @throws FirnException naming the nearest column at the first level where there is none
   */
  Types.NestedField require(ColumnRef column) {
    List<Types.NestedField> level = schema.columns();
    Types.NestedField found = null;
    for (String name : column.path()) {
      Optional<Types.NestedField> next = among(level, name);
      if (next.isEmpty()) {
        throw absent(column, name, level);
      }
      found = next.get();
      level = fieldsOf(found.type());
    }
    if (found == null) {
      throw new IllegalStateException("A column reference without names");
    }
    return found;
  }

  /**
   * The struct that a path leads to, as the field that holds it; a list or map stands for the
   * struct of its elements or values.
   */
  Types.NestedField requireStruct(ColumnRef parent) {
    Types.NestedField field = require(parent);
    Types.NestedField struct =
        switch (field.type()) {
          case Types.ListType list -> list.fields().getFirst();
          case Types.MapType map -> map.fields().getLast();
          default -> field;
        };
    if (!struct.type().isStructType()) {
      throw Refusal.of(
          parent.origin(),
          "Column '" + parent.dotted() + "'",
          "a row, which fields can be added to",
          String.valueOf(struct.type()));
    }
    return struct;
  }

  /** The dotted name of a field, as Iceberg's interfaces take it. */
  String nameOf(Types.NestedField field) {
    return schema.findColumnName(field.fieldId());
  }

  /** Whether a field is the other or lies inside of it. */
  boolean isWithin(int fieldId, int outerId) {
    Integer each = fieldId;
    while (each != null) {
      if (each == outerId) {
        return true;
      }
      each = parents.get(each);
    }
    return false;
  }

  /** Whether there may be more than one value of a field in a row. */
  boolean isRepeated(int fieldId) {
    for (Integer outer = parents.get(fieldId); outer != null; outer = parents.get(outer)) {
      Type type = schema.findType(outer);
      if (type.isListType() || type.isMapType()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field is an array's element or a map's key or value, which have no names. */
  boolean isElement(Types.NestedField field) {
    Integer parent = parents.get(field.fieldId());
    return parent != null && !schema.findType(parent).isStructType();
  }

  /** The fields beside one, itself among them. */
  List<Types.NestedField> siblingsOf(Types.NestedField field) {
    Integer parent = parents.get(field.fieldId());
    return parent == null ? schema.columns() : fieldsOf(schema.findType(parent));
  }

  /** The field of a name among others: as written, else without case. */
  static Optional<Types.NestedField> among(List<Types.NestedField> level, String name) {
    Optional<Types.NestedField> exact =
        level.stream().filter(field -> field.name().equals(name)).findFirst();
    return exact.isPresent()
        ? exact
        : level.stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst();
  }

  static List<Types.NestedField> fieldsOf(Type type) {
    return type.isNestedType() ? type.asNestedType().fields() : List.of();
  }

  private static FirnException absent(
      ColumnRef column, String name, List<Types.NestedField> level) {
    List<String> names = level.stream().map(Types.NestedField::name).toList();
    String expected =
        level.isEmpty()
            ? "a column with fields before '" + name + "'"
            : NearestName.of(name, names)
                .map(nearest -> "'" + nearest + "'")
                .orElse(names.size() == 1 ? "'" + names.getFirst() + "'" : oneOf(names));
    return Refusal.of(
        column.origin(),
        "Column '" + column.dotted() + "'",
        expected,
        level.isEmpty() ? "one without" : "no '" + name + "'");
  }

  private static String oneOf(List<String> names) {
    return "one of " + String.join(", ", names);
  }
}
