package dev.firn.engine;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.verify.ValueReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** The values of Parquet files by Iceberg's own reader, for tests. */
public final class IcebergValues implements ValueReader {
  private static final int BATCH_ROWS = 1_000;

  @Override
  public ArrowReader open(Table table, DataFile file, BufferAllocator allocator) {
    return new Batches(table, file, allocator);
  }

  private static final class Batches extends ArrowReader {
    private final Table table;
    private final CloseableIterable<StructLike> rows;
    private final CloseableIterator<StructLike> next;

    Batches(Table table, DataFile file, BufferAllocator allocator) {
      super(allocator);
      this.table = table;
      try {
        this.rows =
            Parquet.read(table.io().newInputFile(file.location()))
                .project(table.schema())
                .createReaderFunc(found -> InternalReader.create(table.schema(), found))
                .build();
        this.next = rows.iterator();
      } catch (RuntimeException e) {
        throw new FirnException(
            ErrorCode.CORRUPT, "Data file '" + file.location() + "': " + e.getMessage(), e);
      }
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      VectorSchemaRoot root = getVectorSchemaRoot();
      root.clear();
      root.allocateNew();
      int count = 0;
      while (count < BATCH_ROWS && next.hasNext()) {
        put(table.schema().columns(), root.getFieldVectors(), count++, next.next());
      }
      root.setRowCount(count);
      return count > 0;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() throws IOException {
      try (rows;
          next) {
        return;
      }
    }

    @Override
    protected Schema readSchema() {
      return ArrowMapping.toArrow(table.schema());
    }
  }

  private static void put(
      List<Types.NestedField> fields, List<FieldVector> vectors, int position, StructLike row) {
    for (int i = 0; i < fields.size(); i++) {
      put(fields.get(i), vectors.get(i), position, row.get(i, Object.class));
    }
  }

  private static void put(Types.NestedField field, FieldVector to, int position, Object value) {
    if (value == null) {
      to.setNull(position);
      return;
    }
    switch (to) {
      case BitVector vector -> vector.setSafe(position, (Boolean) value ? 1 : 0);
      case IntVector vector -> vector.setSafe(position, (Integer) value);
      case DateDayVector vector -> vector.setSafe(position, (Integer) value);
      case BigIntVector vector -> vector.setSafe(position, (Long) value);
      case TimeMicroVector vector -> vector.setSafe(position, (Long) value);
      case TimeStampVector vector -> vector.setSafe(position, (Long) value);
      case Float4Vector vector -> vector.setSafe(position, (Float) value);
      case Float8Vector vector -> vector.setSafe(position, (Double) value);
      case DecimalVector vector -> vector.setSafe(position, (BigDecimal) value);
      case VarCharVector vector ->
          vector.setSafe(position, value.toString().getBytes(StandardCharsets.UTF_8));
      case VarBinaryVector vector -> vector.setSafe(position, bytes(value));
      case FixedSizeBinaryVector vector -> vector.setSafe(position, bytes(value));
      case MapVector vector -> putMap(field.type().asMapType(), vector, position, value);
      case ListVector vector -> putList(field.type().asListType(), vector, position, value);
      case StructVector vector -> {
        vector.setIndexDefined(position);
        put(
            field.type().asStructType().fields(),
            vector.getChildrenFromFields(),
            position,
            (StructLike) value);
      }
      default -> throw new IllegalStateException("No test reads " + field);
    }
  }

  private static void putList(Types.ListType type, ListVector to, int position, Object value) {
    List<?> list = (List<?>) value;
    int at = to.startNewValue(position);
    for (int i = 0; i < list.size(); i++) {
      put(type.fields().getFirst(), to.getDataVector(), at + i, list.get(i));
    }
    to.endValue(position, list.size());
  }

  private static void putMap(Types.MapType type, MapVector to, int position, Object value) {
    Map<?, ?> map = (Map<?, ?>) value;
    StructVector entries = (StructVector) to.getDataVector();
    int at = to.startNewValue(position);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      entries.setIndexDefined(at);
      put(type.fields().getFirst(), entries.getChildrenFromFields().getFirst(), at, entry.getKey());
      put(type.fields().getLast(), entries.getChildrenFromFields().getLast(), at, entry.getValue());
      at++;
    }
    to.endValue(position, map.size());
  }

  private static byte[] bytes(Object value) {
    if (value instanceof UUID uuid) {
      return ByteBuffer.allocate(2 * Long.BYTES)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
