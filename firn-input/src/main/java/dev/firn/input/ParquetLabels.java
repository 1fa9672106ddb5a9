package dev.firn.input;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Puts back what DuckDB drops of a Parquet file's schema: names as written (DuckDB renames columns
 * that differ only by case), nullability, field ids, and the length of fixed-length binaries, which
 * DuckDB calls BLOB.
 */
final class ParquetLabels {
  /** Field metadata with the byte count of a FIXED_LEN_BYTE_ARRAY without a logical type. */
  static final String FIXED_LENGTH = "firn.fixed_length";

  /** The key that Arrow's own Parquet readers use. */
  static final String FIELD_ID = "PARQUET:field_id";

  /** What 128 bits and Iceberg can hold. */
  private static final int PRECISION_MAX = 38;

  private ParquetLabels() {}

  /** DuckDB's schema with the file's labels; both list the same columns in the same order. */
  static Schema apply(Schema duckDb, List<ParquetNode> columns) {
    if (duckDb.getFields().size() != columns.size()) {
      throw new IllegalStateException(
          "DuckDB shows " + duckDb.getFields().size() + " columns of " + columns.size());
    }
    List<Field> fields = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      ParquetNode node = columns.get(index);
      refuseWideDecimals(node, node.name());
      fields.add(labelled(duckDb.getFields().get(index), node));
    }
    return new Schema(fields, duckDb.getCustomMetadata());
  }

  /** DuckDB reads them as DOUBLE, which is not what the file says. */
  private static void refuseWideDecimals(ParquetNode node, String path) {
    if (node.precision() > PRECISION_MAX) {
      throw new FirnException(
          ErrorCode.SCHEMA_MISMATCH,
          "Column '"
              + path
              + "': expected a decimal of at most 38 digits, found one of "
              + node.precision()
              + ", which an Iceberg table cannot hold.");
    }
    node.children().forEach(child -> refuseWideDecimals(child, path + "." + child.name()));
  }

  private static Field labelled(Field field, ParquetNode node) {
    if (node.isRepeated()) {
      return renamed(field, node, field.getChildren()); // A bare repeated field: a list in itself.
    }
    return renamed(field, node, labelledChildren(field, node));
  }

  private static List<Field> labelledChildren(Field field, ParquetNode node) {
    return switch (field.getType().getTypeID()) {
      case Struct -> structChildren(field, node);
      case List -> listChildren(field, node);
      case Map -> mapChildren(field, node);
      default -> field.getChildren();
    };
  }

  private static List<Field> structChildren(Field field, ParquetNode node) {
    if (node.children().size() != field.getChildren().size()) {
      return field.getChildren();
    }
    List<Field> children = new ArrayList<>();
    for (int index = 0; index < node.children().size(); index++) {
      children.add(labelled(field.getChildren().get(index), node.children().get(index)));
    }
    return children;
  }

  /**
   * Only the three-level form that the format's rules ask for; older forms keep DuckDB's labels.
   */
  private static List<Field> listChildren(Field field, ParquetNode node) {
    if (node.children().size() != 1 || node.children().getFirst().children().size() != 1) {
      return field.getChildren();
    }
    ParquetNode element = node.children().getFirst().children().getFirst();
    return List.of(labelled(field.getChildren().getFirst(), element));
  }

  private static List<Field> mapChildren(Field field, ParquetNode node) {
    if (node.children().size() != 1 || node.children().getFirst().children().size() != 2) {
      return field.getChildren();
    }
    Field entries = field.getChildren().getFirst();
    List<ParquetNode> nodes = node.children().getFirst().children();
    // Arrow wants a map's key not null and both parts under their usual names.
    List<Field> parts =
        List.of(
            withName(labelled(entries.getChildren().get(0), nodes.get(0)), "key", false),
            withName(labelled(entries.getChildren().get(1), nodes.get(1)), "value", true));
    return List.of(new Field(entries.getName(), entries.getFieldType(), parts));
  }

  private static Field withName(Field field, String name, boolean mayBeNull) {
    FieldType type =
        new FieldType(mayBeNull && field.isNullable(), field.getType(), null, field.getMetadata());
    return new Field(name, type, field.getChildren());
  }

  private static Field renamed(Field field, ParquetNode node, List<Field> children) {
    Map<String, String> metadata = new HashMap<>(field.getMetadata());
    Long fieldId = node.fieldId();
    if (fieldId != null) {
      metadata.put(FIELD_ID, fieldId.toString());
    }
    if (node.isFixedLength() && field.getType() instanceof ArrowType.Binary) {
      metadata.put(FIXED_LENGTH, Integer.toString(node.typeLength()));
    }
    FieldType type = new FieldType(!node.isRequired(), field.getType(), null, metadata);
    return new Field(node.name(), type, children);
  }
}
