package dev.firn.parquet;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Columns of Java values: what a file is made from and compared with. */
final class TestTable {
  /** One column; null stands for null. */
  record Column(String name, Kind kind, Nullability nullability, List<Object> values) {
    Column {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  private final List<Column> columns = new ArrayList<>();

  TestTable add(String name, Kind kind, Nullability nullability, List<Object> values) {
    columns.add(new Column(name, kind, nullability, values));
    return this;
  }

  List<Column> columns() {
    return Collections.unmodifiableList(columns);
  }

  int rowCount() {
    return columns.getFirst().values().size();
  }

  Schema schema() {
    List<org.apache.arrow.vector.types.pojo.Field> fields = new ArrayList<>();
    for (Column column : columns) {
      fields.add(column.kind().field(column.name(), fields.size() + 1, column.nullability()));
    }
    return new Schema(fields);
  }

  /** The rows as an Arrow batch; what lies below nulls is not zero. */
  VectorSchemaRoot toArrow(BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema(), allocator);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      FieldVector vector = root.getVector(i);
      fill(vector, column.values());
    }
    root.setRowCount(rowCount());
    return root;
  }

  /** Fills a vector of leaves; what lies below nulls is not zero. */
  static void fill(FieldVector vector, List<?> values) {
    vector.allocateNew();
    Object last = null;
    for (int row = 0; row < values.size(); row++) {
      Object value = values.get(row);
      if (value != null) {
        last = value;
        set(vector, row, value);
      } else {
        setNull(vector, row, last);
      }
    }
    vector.setValueCount(values.size());
  }

  private static void setNull(FieldVector vector, int row, Object garbage) {
    if (garbage != null && !(vector instanceof org.apache.arrow.vector.VariableWidthVector)) {
      set(vector, row, garbage);
    }
    vector.setNull(row);
  }

  private static void set(FieldVector vector, int row, Object value) {
    switch (vector) {
      case BitVector bits -> bits.setSafe(row, Objects.equals(value, true) ? 1 : 0);
      case TinyIntVector ints -> ints.setSafe(row, (int) value);
      case SmallIntVector ints -> ints.setSafe(row, (int) value);
      case IntVector ints -> ints.setSafe(row, (int) value);
      case DateDayVector days -> days.setSafe(row, (int) value);
      case BigIntVector longs -> longs.setSafe(row, (long) value);
      case TimeMicroVector times -> times.setSafe(row, (long) value);
      case TimeStampVector times -> times.setSafe(row, (long) value);
      case Float4Vector floats -> floats.setSafe(row, Float.intBitsToFloat((int) value));
      case Float8Vector doubles -> doubles.setSafe(row, Double.longBitsToDouble((long) value));
      case DecimalVector decimals -> decimals.setSafe(row, (BigDecimal) value);
      case VarCharVector texts -> texts.setSafe(row, Kind.utf8(value));
      case LargeVarCharVector texts -> texts.setSafe(row, Kind.utf8(value));
      case VarBinaryVector bytes -> bytes.setSafe(row, Kind.bytes(value));
      case LargeVarBinaryVector bytes -> bytes.setSafe(row, Kind.bytes(value));
      case FixedSizeBinaryVector bytes -> bytes.setSafe(row, Kind.bytes(value));
      default -> throw new IllegalArgumentException("No values for " + vector.getField());
    }
  }
}
