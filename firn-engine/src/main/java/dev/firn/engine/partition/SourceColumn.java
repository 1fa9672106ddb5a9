package dev.firn.engine.partition;

import dev.firn.engine.batch.VectorMemory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * One column of values, at the top or inside structs, over all retained batches: the addresses of
 * its buffers batch by batch. Valid as long as the rows are held.
 *
 * <p>Threads: safe, it does not change.
 */
public final class SourceColumn {
  /** The width of values that each have a length of their own. */
  private static final int VARIABLE = -1;

  private final Type type;
  private final int width;

  /** By batch: values, and offsets of those of variable length. */
  private final long[] values;

  private final long[] offsets;

  /** By batch: validity of the column and of each struct around it, which may hide it. */
  private final long[][] validities;

  private final boolean alwaysNull;

  private SourceColumn(Type type, List<List<FieldVector>> paths) {
    this.type = type;
    this.width = widthOf(type);
    int count = paths.size();
    this.values = new long[count];
    this.offsets = new long[count];
    this.validities = new long[count][];
    this.alwaysNull = count > 0 && paths.getFirst().getLast() instanceof NullVector;
    for (int batch = 0; batch < count && !alwaysNull; batch++) {
      List<FieldVector> path = paths.get(batch);
      FieldVector leaf = path.getLast();
      values[batch] = leaf.getDataBuffer().memoryAddress();
      if (leaf instanceof BaseVariableWidthVector) {
        offsets[batch] = leaf.getOffsetBuffer().memoryAddress();
      }
      validities[batch] =
          path.stream().mapToLong(vector -> vector.getValidityBuffer().memoryAddress()).toArray();
    }
  }

  /**
   * The column with a field id.
   *
   * @param schema of the rows
   */
  public static SourceColumn of(Schema schema, int fieldId, RetainedRows rows) {
    List<Integer> path = new ArrayList<>();
    if (!find(schema.columns(), fieldId, path)) {
      throw new IllegalStateException(
          "Field " + fieldId + " is no column and no field of a struct in " + schema);
    }
    List<List<FieldVector>> paths = new ArrayList<>();
    for (int batch = 0; batch < rows.batchCount(); batch++) {
      paths.add(vectors(rows.root(batch).getFieldVectors(), path));
    }
    return new SourceColumn(schema.findType(fieldId), paths);
  }

  /** Its type in the table. */
  public Type type() {
    return type;
  }

  /** A value as Iceberg's Java class for the type; null if it or a struct around it is null. */
  public @Nullable Object value(int batch, int position) {
    if (alwaysNull || isNull(batch, position)) {
      return null;
    }
    return switch (type.typeId()) {
      case BOOLEAN -> bit(values[batch], position);
      case INTEGER, DATE -> VectorMemory.ALL.get(VectorMemory.INT, values[batch] + position * 4L);
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO ->
          VectorMemory.ALL.get(VectorMemory.LONG, values[batch] + position * 8L);
      case FLOAT -> VectorMemory.ALL.get(VectorMemory.FLOAT, values[batch] + position * 4L);
      case DOUBLE -> VectorMemory.ALL.get(VectorMemory.DOUBLE, values[batch] + position * 8L);
      case DECIMAL ->
          new BigDecimal(
              new BigInteger(reversed(bytes(batch, position))), ((Types.DecimalType) type).scale());
      case STRING -> new String(bytes(batch, position), StandardCharsets.UTF_8);
      case UUID -> {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(batch, position));
        yield new UUID(bytes.getLong(), bytes.getLong());
      }
      case FIXED, BINARY -> ByteBuffer.wrap(bytes(batch, position));
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN, STRUCT, LIST, MAP ->
          throw new IllegalStateException("No transform takes " + type);
    };
  }

  /** Fills the chunk's nulls for its rows. */
  void readNulls(RowChunk chunk) {
    if (alwaysNull) {
      java.util.Arrays.fill(chunk.nulls, 0, chunk.count, true);
    } else {
      readNulls(validities, chunk.batches, chunk.positions, chunk.count, chunk.nulls);
    }
  }

  /** Addresses of values, by batch. */
  long[] values() {
    return values;
  }

  /** Addresses of offsets, by batch; zeros if values have a fixed width. */
  long[] offsets() {
    return offsets;
  }

  /** Bytes of a value; negative if each has a length of its own. */
  int width() {
    return width;
  }

  private byte[] bytes(int batch, int position) {
    long from = values[batch] + (long) position * width;
    int count = width;
    if (width == VARIABLE) {
      int start = VectorMemory.ALL.get(VectorMemory.INT, offsets[batch] + position * 4L);
      from = values[batch] + start;
      count = VectorMemory.ALL.get(VectorMemory.INT, offsets[batch] + position * 4L + 4) - start;
    }
    return VectorMemory.ALL.asSlice(from, count).toArray(VectorMemory.BYTE);
  }

  private boolean isNull(int batch, int position) {
    for (long validity : validities[batch]) {
      if (!bit(validity, position)) {
        return true;
      }
    }
    return false;
  }

  private static void readNulls(
      long[][] validities, int[] batches, int[] positions, int count, boolean[] into) {
    for (int i = 0; i < count; i++) {
      boolean isNull = false;
      for (long validity : validities[batches[i]]) {
        isNull |= !bit(validity, positions[i]);
      }
      into[i] = isNull;
    }
  }

  static boolean bit(long address, int position) {
    int bits = VectorMemory.ALL.get(VectorMemory.BYTE, address + (position >> 3));
    return (bits >> (position & 7) & 1) != 0;
  }

  private static int widthOf(Type type) {
    return switch (type.typeId()) {
      case UUID, DECIMAL -> 16;
      case FIXED -> ((Types.FixedType) type).length();
      default -> VARIABLE;
    };
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static boolean find(List<Types.NestedField> fields, int fieldId, List<Integer> path) {
    for (int index = 0; index < fields.size(); index++) {
      Types.NestedField field = fields.get(index);
      path.add(index);
      if (field.fieldId() == fieldId
          || (field.type() instanceof Types.StructType struct
              && find(struct.fields(), fieldId, path))) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  private static List<FieldVector> vectors(List<FieldVector> columns, List<Integer> path) {
    List<FieldVector> vectors = new ArrayList<>();
    List<FieldVector> level = columns;
    for (int index : path) {
      vectors.add(level.get(index));
      level = vectors.getLast().getChildrenFromFields();
    }
    return vectors;
  }
}
