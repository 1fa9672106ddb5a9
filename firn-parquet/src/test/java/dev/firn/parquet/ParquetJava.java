package dev.firn.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads files with parquet-java, page checksums on. */
final class ParquetJava {
  private ParquetJava() {}

  static ParquetFileReader open(Path path) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .usePageChecksumVerification(true)
            .build();
    try {
      return ParquetFileReader.open(new LocalInputFile(path), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of all columns, as {@link Kind} has them. */
  static List<List<Object>> read(Path path, List<TestTable.Column> columns) throws IOException {
    List<List<Object>> values = new ArrayList<>();
    columns.forEach(column -> values.add(new ArrayList<>()));
    try (ParquetFileReader reader = open(path)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      PageReadStore pages = reader.readNextRowGroup();
      while (pages != null) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long row = 0; row < pages.getRowCount(); row++) {
          Group group = records.read();
          for (int i = 0; i < columns.size(); i++) {
            values.get(i).add(value(group, i, columns.get(i).kind()));
          }
        }
        pages = reader.readNextRowGroup();
      }
    }
    return values;
  }

  /** The rows of a file of nested columns, as {@link Shape} has their values. */
  static List<List<Object>> readNested(Path path, List<Shape> shapes) throws IOException {
    List<List<Object>> values = new ArrayList<>();
    shapes.forEach(shape -> values.add(new ArrayList<>()));
    try (ParquetFileReader reader = open(path)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      PageReadStore pages = reader.readNextRowGroup();
      while (pages != null) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long row = 0; row < pages.getRowCount(); row++) {
          Group group = records.read();
          for (int i = 0; i < shapes.size(); i++) {
            values.get(i).add(nested(group, i, shapes.get(i)));
          }
        }
        pages = reader.readNextRowGroup();
      }
    }
    return values;
  }

  private static Object nested(Group group, int field, Shape shape) {
    if (group.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    return switch (shape) {
      case Shape.Leaf leaf -> value(group, field, leaf.kind());
      case Shape.Struct struct -> fields(group.getGroup(field, 0), struct.fields());
      case Shape.ListOf list -> elements(group.getGroup(field, 0), List.of(list.element()));
      case Shape.MapOf map -> elements(group.getGroup(field, 0), List.of(map.key(), map.value()));
    };
  }

  /** The one field of a list's group is repeated; an entry of a map has two fields. */
  private static List<Object> elements(Group list, List<Shape> shapes) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      List<Object> entry = fields(list.getGroup(0, i), shapes);
      values.add(shapes.size() == 1 ? entry.getFirst() : entry);
    }
    return values;
  }

  private static List<Object> fields(Group group, List<Shape> shapes) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      values.add(nested(group, i, shapes.get(i)));
    }
    return values;
  }

  private static Object value(Group group, int field, Kind kind) {
    if (group.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    return switch (kind) {
      case BOOL -> group.getBoolean(field, 0);
      case INT8, INT16, INT32, DATE -> group.getInteger(field, 0);
      case INT64, TIME, TIMESTAMP, TIMESTAMP_ZONE, TIMESTAMP_NANOS, TIMESTAMP_NANOS_ZONE ->
          group.getLong(field, 0);
      case FLOAT -> Float.floatToIntBits(group.getFloat(field, 0));
      case DOUBLE -> Double.doubleToLongBits(group.getDouble(field, 0));
      case DECIMAL_5, DECIMAL_9 -> decimal(BigInteger.valueOf(group.getInteger(field, 0)), kind);
      case DECIMAL_18 -> decimal(BigInteger.valueOf(group.getLong(field, 0)), kind);
      case DECIMAL_19, DECIMAL_38 ->
          decimal(new BigInteger(group.getBinary(field, 0).getBytes()), kind);
      case STRING, LARGE_STRING -> group.getBinary(field, 0).toStringUsingUTF8();
      case BINARY, LARGE_BINARY, FIXED_5, UUID ->
          HexFormat.of().formatHex(group.getBinary(field, 0).getBytes());
    };
  }

  private static BigDecimal decimal(BigInteger unscaled, Kind kind) {
    return new BigDecimal(unscaled, ((ArrowType.Decimal) kind.type()).getScale());
  }
}
