package dev.firn.engine.rule;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A table of every type, and rows of it; a column that is not said is null. */
final class Flight {
  static final Schema SCHEMA =
      new Schema(
          NestedField.optional(1, "distance", Types.LongType.get()),
          NestedField.optional(2, "origin", Types.StringType.get()),
          NestedField.optional(3, "destination", Types.StringType.get()),
          NestedField.optional(4, "price", Types.DecimalType.of(9, 2)),
          NestedField.optional(5, "ratio", Types.DoubleType.get()),
          NestedField.optional(6, "share", Types.FloatType.get()),
          NestedField.optional(7, "day", Types.DateType.get()),
          NestedField.optional(8, "at", Types.TimestampType.withoutZone()),
          NestedField.optional(9, "at_zone", Types.TimestampType.withZone()),
          NestedField.optional(10, "ok", Types.BooleanType.get()),
          NestedField.optional(
              11,
              "address",
              Types.StructType.of(
                  NestedField.optional(12, "zip", Types.StringType.get()),
                  NestedField.optional(13, "no", Types.IntegerType.get()))),
          NestedField.optional(
              14,
              "items",
              Types.ListType.ofOptional(
                  15,
                  Types.StructType.of(
                      NestedField.optional(16, "price", Types.DecimalType.of(9, 2)),
                      NestedField.optional(
                          17, "tags", Types.ListType.ofOptional(18, Types.StringType.get()))))),
          NestedField.optional(19, "bytes", Types.BinaryType.get()),
          NestedField.optional(20, "id", Types.UUIDType.get()),
          NestedField.optional(21, "wide", Types.DecimalType.of(38, 4)),
          NestedField.optional(22, "code", Types.FixedType.ofLength(4)),
          NestedField.optional(23, "n", Types.IntegerType.get()),
          NestedField.optional(24, "time_of_day", Types.TimeType.get()),
          NestedField.optional(
              25,
              "notes",
              Types.MapType.ofOptional(26, 27, Types.StringType.get(), Types.IntegerType.get())),
          NestedField.optional(28, "at_nanos", Types.TimestampNanoType.withoutZone()),
          NestedField.optional(29, "nothing", Types.UnknownType.get()),
          NestedField.optional(30, "Two Words", Types.LongType.get()),
          NestedField.optional(31, "other", Types.LongType.get()));

  private Flight() {}

  static List<Object> row(Object... namesAndValues) {
    List<Object> row = new ArrayList<>(Arrays.asList(new Object[SCHEMA.columns().size()]));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.set(index((String) namesAndValues[i]), namesAndValues[i + 1]);
    }
    return row;
  }

  private static int index(String name) {
    for (int index = 0; index < SCHEMA.columns().size(); index++) {
      if (SCHEMA.columns().get(index).name().equals(name)) {
        return index;
      }
    }
    throw new IllegalArgumentException(name);
  }

  static Rule rule(String text) {
    return Rule.parse("air.flights", "r", text, SCHEMA);
  }

  /** The violations of rows, whose numbers count from 1. */
  static List<Violation> violations(Map<String, String> properties, List<List<Object>> rows) {
    ViolationLog log = ViolationLog.of("air.flights", Integer.MAX_VALUE);
    RuleSet rules = RuleSet.of("air.flights", SCHEMA, properties);
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = RowVectors.root(allocator, SCHEMA, rows)) {
      rules.check(new BatchOrigin("a.arrow", 1), root, log);
    }
    return log.kept();
  }

  /** What a rule is in a row: true, false, null, or else what it fails with. */
  static String outcome(String text, List<Object> row) {
    List<Violation> direct = violations(Map.of("firn.check.r", text), List.of(row));
    List<Violation> negated =
        violations(Map.of("firn.check.r", "NOT (" + text + ")"), List.of(row));
    if (direct.isEmpty()) {
      return negated.isEmpty() ? "null" : "true";
    }
    return negated.isEmpty() ? "false" : direct.getFirst().found().replaceFirst(";.*", "");
  }
}
