package dev.firn.engine.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A column that manifests have figures of: one with a single value in each row, so none inside a
 * list or map.
 *
 * @param order of its values; empty if its bounds are not values (geometry, variant)
 * @param isCut whether writers may cut its bounds
 */
record StatisticsColumn(
    int fieldId, String name, Type type, Optional<Comparator<Object>> order, boolean isCut) {

  /** All such columns of a schema, in its order. */
  static List<StatisticsColumn> of(Schema schema) {
    List<StatisticsColumn> columns = new ArrayList<>();
    addAll(columns, "", schema.asStruct());
    return columns;
  }

  boolean hasNans() {
    return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
  }

  private static void addAll(
      List<StatisticsColumn> columns, String prefix, Types.StructType struct) {
    for (Types.NestedField field : struct.fields()) {
      String name = prefix + field.name();
      switch (field.type().typeId()) {
        case STRUCT -> addAll(columns, name + ".", field.type().asStructType());
        case LIST, MAP -> {}
        case BOOLEAN,
            INTEGER,
            LONG,
            FLOAT,
            DOUBLE,
            DATE,
            TIME,
            TIMESTAMP,
            TIMESTAMP_NANO,
            UUID,
            DECIMAL ->
            columns.add(ordered(field, name, false));
        case STRING, FIXED, BINARY -> columns.add(ordered(field, name, true));
        case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN ->
            columns.add(
                new StatisticsColumn(field.fieldId(), name, field.type(), Optional.empty(), false));
      }
    }
  }

  private static StatisticsColumn ordered(Types.NestedField field, String name, boolean isCut) {
    Comparator<Object> order = Comparators.forType(field.type().asPrimitiveType());
    return new StatisticsColumn(field.fieldId(), name, field.type(), Optional.of(order), isCut);
  }
}
