package dev.firn.input.json;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.ingest.LoadTarget;
import dev.firn.input.convert.ScalarWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Whether every column of a table has a form in JSON. */
final class JsonColumns {
  private JsonColumns() {}

  /**
   * Refuses a table before anything is read for it.
   *
   * @throws FirnException {@link ErrorCode#SCHEMA_MISMATCH} naming every column without a form
   */
  static void requireReadable(String sourceName, LoadTarget target) {
    List<Violation> differences = new ArrayList<>();
    for (Types.NestedField column : target.schema().columns()) {
      note(column.name(), column.type(), sourceName, differences);
    }
    if (differences.isEmpty()) {
      return;
    }
    Violation first = differences.getFirst();
    throw new FirnException(
        ErrorCode.SCHEMA_MISMATCH,
        "Source '%s' for table '%s': expected columns that JSON has a form for, found %d other%s."
                .formatted(
                    sourceName,
                    target.table(),
                    differences.size(),
                    differences.size() == 1 ? "" : "s")
            + " The first: column '%s', %s. Load it from Parquet or Arrow."
                .formatted(first.column(), first.found()),
        differences,
        Map.of(ViolationKind.SCHEMA, (long) differences.size()));
  }

  private static void note(String path, Type type, String source, List<Violation> differences) {
    switch (type) {
      case Types.StructType struct ->
          struct
              .fields()
              .forEach(field -> note(path + "." + field.name(), field.type(), source, differences));
      case Types.ListType list -> note(path + ".element", list.elementType(), source, differences);
      case Types.MapType map -> {
        note(path + ".key", map.keyType(), source, differences);
        note(path + ".value", map.valueType(), source, differences);
      }
      default -> {
        if (!ScalarWriter.isWritable(type)) {
          differences.add(
              Violation.ofColumn(path, "a type that JSON has a form for", type.toString())
                  .inSource(source));
        }
      }
    }
  }
}
