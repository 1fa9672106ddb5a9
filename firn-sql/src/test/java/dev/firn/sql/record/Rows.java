package dev.firn.sql.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.apache.iceberg.variants.Variant;

/**
 * Rows as plain Java values, whoever read them: structs as maps of names, maps as lists of entries,
 * bytes as hexadecimal text.
 */
final class Rows {
  private Rows() {}

  /** All rows of a table by the reader under test; its allocator must be empty afterwards. */
  static List<Object> read(WrittenTable table) {
    return read(table, table.schema());
  }

  static List<Object> read(WrittenTable table, Schema columns) {
    return read(new RecordReader.Source(table.table(), columns, table.tasks(), 1_000));
  }

  static List<Object> read(RecordReader.Source source) {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowReader reader = RecordReader.open(source, allocator)) {
      List<Object> rows = new ArrayList<>();
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        for (int row = 0; row < root.getRowCount(); row++) {
          rows.add(struct(source.columns().columns(), root.getFieldVectors(), row));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All rows of a table by Iceberg's own reader. */
  static List<Object> ofIceberg(Table table) {
    List<Object> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      records.forEach(record -> rows.add(plain(table.schema().asStruct(), record)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** A value of Iceberg's generic records. */
  static Object plain(Type type, Object value) {
    return switch (value) {
      case null -> null;
      case Record record -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Types.NestedField> columns = type.asStructType().fields();
        for (int index = 0; index < columns.size(); index++) {
          Types.NestedField column = columns.get(index);
          fields.put(column.name(), plain(column.type(), record.get(index)));
        }
        yield fields;
      }
      case List<?> list -> {
        List<Object> elements = new ArrayList<>();
        list.forEach(each -> elements.add(plain(type.asListType().elementType(), each)));
        yield elements;
      }
      case Map<?, ?> map -> {
        List<Object> entries = new ArrayList<>();
        map.forEach(
            (key, each) ->
                entries.add(
                    entry(
                        plain(type.asMapType().keyType(), key),
                        plain(type.asMapType().valueType(), each))));
        yield entries;
      }
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case ByteBuffer bytes -> hex(bytes.duplicate());
      case CharSequence text -> text.toString();
      case Variant variant -> variant(variant);
      default -> value;
    };
  }

  private static Map<String, Object> struct(
      List<Types.NestedField> columns, List<FieldVector> vectors, int row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int index = 0; index < columns.size(); index++) {
      Types.NestedField column = columns.get(index);
      fields.put(column.name(), cell(column.type(), vectors.get(index), row));
    }
    return fields;
  }

  private static Object cell(Type type, FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (type.typeId()) {
      case STRUCT ->
          struct(
              type.asStructType().fields(), ((StructVector) vector).getChildrenFromFields(), row);
      case LIST -> list(type.asListType().elementType(), (ListVector) vector, row);
      case MAP -> map(type.asMapType(), (ListVector) vector, row);
      case VARIANT -> variant((StructVector) vector, row);
      case UNKNOWN -> throw new AssertionError("A value of type unknown");
      default -> leaf(type, vector.getObject(row));
    };
  }

  private static Object list(Type type, ListVector vector, int row) {
    List<Object> elements = new ArrayList<>();
    for (int at = vector.getElementStartIndex(row); at < vector.getElementEndIndex(row); at++) {
      elements.add(cell(type, vector.getDataVector(), at));
    }
    return elements;
  }

  private static Object map(Types.MapType type, ListVector vector, int row) {
    List<FieldVector> pair = ((StructVector) vector.getDataVector()).getChildrenFromFields();
    List<Object> entries = new ArrayList<>();
    for (int at = vector.getElementStartIndex(row); at < vector.getElementEndIndex(row); at++) {
      entries.add(
          entry(
              cell(type.keyType(), pair.getFirst(), at),
              cell(type.valueType(), pair.getLast(), at)));
    }
    return entries;
  }

  private static Object leaf(Type type, Object value) {
    return switch (type.typeId()) {
      case DATE -> DateTimeUtil.dateFromDays((Integer) value);
      case TIME -> DateTimeUtil.timeFromMicros((Long) value);
      case TIMESTAMP ->
          value instanceof LocalDateTime moment
              ? moment
              : DateTimeUtil.timestamptzFromMicros((Long) value);
      case TIMESTAMP_NANO ->
          value instanceof LocalDateTime moment
              ? moment
              : DateTimeUtil.timestamptzFromNanos((Long) value);
      case STRING -> value.toString();
      case UUID -> {
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) value);
        yield new UUID(bytes.getLong(), bytes.getLong());
      }
      case FIXED, BINARY, GEOMETRY, GEOGRAPHY -> HexFormat.of().formatHex((byte[]) value);
      default -> value;
    };
  }

  private static Object variant(StructVector vector, int row) {
    List<FieldVector> parts = vector.getChildrenFromFields();
    return entry(
        HexFormat.of().formatHex((byte[]) parts.getFirst().getObject(row)),
        HexFormat.of().formatHex((byte[]) parts.getLast().getObject(row)));
  }

  private static Object variant(Variant variant) {
    ByteBuffer metadata = ByteBuffer.allocate(variant.metadata().sizeInBytes());
    variant.metadata().writeTo(metadata.order(ByteOrder.LITTLE_ENDIAN), 0);
    ByteBuffer value = ByteBuffer.allocate(variant.value().sizeInBytes());
    variant.value().writeTo(value.order(ByteOrder.LITTLE_ENDIAN), 0);
    return entry(hex(metadata), hex(value));
  }

  private static List<Object> entry(Object key, Object value) {
    List<Object> pair = new ArrayList<>();
    pair.add(key);
    pair.add(value);
    return pair;
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
