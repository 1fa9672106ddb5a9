package dev.firn.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of a Parquet file's schema tree, as {@code parquet_schema()} tells it.
 *
 * @param physicalType {@code FIXED_LEN_BYTE_ARRAY} and so on; empty for a group
 * @param typeLength bytes of a FIXED_LEN_BYTE_ARRAY; 0 for all else
 * @param repetition {@code REQUIRED}, {@code OPTIONAL} or {@code REPEATED}
 * @param fieldId the id that Iceberg and others write; null if there is none
 * @param precision digits of a decimal; 0 for all else
 */
record ParquetNode(
    String name,
    String physicalType,
    int typeLength,
    String repetition,
    @Nullable Long fieldId,
    int precision,
    List<ParquetNode> children) {

  boolean isRequired() {
    return repetition.equals("REQUIRED");
  }

  boolean isRepeated() {
    return repetition.equals("REPEATED");
  }

  boolean isFixedLength() {
    return physicalType.equals("FIXED_LEN_BYTE_ARRAY");
  }
}
