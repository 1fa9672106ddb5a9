package dev.firn.sql.predicate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A column of a scanned table, or a field of a struct in it.
 *
 * @param name dotted, as Iceberg's expressions name it
 * @param field its field in the table's schema
 */
record ScannedColumn(String name, Types.NestedField field) {
  static ScannedColumn of(Types.NestedField column) {
    return new ScannedColumn(column.name(), column);
  }

  Type type() {
    return field.type();
  }

  /** Whether it is a column, not a field inside one. */
  boolean isTopLevel() {
    return name.equals(field.name());
  }

  /** A field of this struct by its place. */
  Optional<ScannedColumn> child(int index) {
    return type().isStructType() && index >= 0 && index < type().asStructType().fields().size()
        ? Optional.of(child(type().asStructType().fields().get(index)))
        : Optional.empty();
  }

  /** A field of this struct by its name, which DuckDB looks up without case. */
  Optional<ScannedColumn> child(String childName) {
    return type().isStructType()
        ? Optional.ofNullable(type().asStructType().caseInsensitiveField(childName))
            .map(this::child)
        : Optional.empty();
  }

  /** Whether the plan says the type of this column that the table's schema gives it. */
  boolean hasType(JsonNode type) {
    return PlanTypes.isSame(type(), type);
  }

  private ScannedColumn child(Types.NestedField child) {
    return new ScannedColumn(name + "." + child.name(), child);
  }
}
