package dev.firn.engine.row;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Structs, given by the names of their fields or in their order; held as lists of their fields. */
record StructWriter(Members fields, String expected) implements ValueWriter {
  static StructWriter of(Types.StructType type, String path) {
    return new StructWriter(
        Members.ofFields(path, type.fields()), "a Map or Object[] of the struct's fields");
  }

  /** A variant has the form of a struct of two binaries, see the Parquet variant encoding. */
  static StructWriter ofVariant(String path) {
    List<Types.NestedField> binaries =
        List.of(
            Types.NestedField.required(1, "metadata", Types.BinaryType.get()),
            Types.NestedField.required(2, "value", Types.BinaryType.get()));
    return new StructWriter(
        Members.ofFields(path, binaries), "a Map or Object[] of the variant's metadata and value");
  }

  @Override
  public @Nullable Object accept(String path, Object given, RowFindings findings) {
    return switch (given) {
      case Map<?, ?> map -> Arrays.asList(fields.accept(map, findings));
      case Object[] values -> Arrays.asList(fields.accept(values, findings));
      default -> {
        findings.addValue(path, expected, given);
        yield null;
      }
    };
  }

  @Override
  public long write(FieldVector to, int index, Object value) {
    StructVector struct = (StructVector) to;
    List<?> values = (List<?>) value;
    struct.setIndexDefined(index);
    long bits = 1;
    for (int field = 0; field < fields.count(); field++) {
      bits += fields.writer(field).write(child(struct, field), index, values.get(field));
    }
    return bits;
  }

  @Override
  public long writeNull(FieldVector to, int index) {
    StructVector struct = (StructVector) to;
    struct.setNull(index);
    long bits = 1;
    for (int field = 0; field < fields.count(); field++) {
      bits += fields.writer(field).write(child(struct, field), index, null);
    }
    return bits;
  }

  @Override
  public void finish(FieldVector to, int count) {
    to.setValueCount(count);
    fields.finish(to.getChildrenFromFields(), count);
  }

  private static FieldVector child(StructVector struct, int field) {
    return (FieldVector) struct.getChildByOrdinal(field);
  }
}
