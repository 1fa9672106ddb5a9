package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.VersionParser;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The footer's schema says what Iceberg's type mapping asks for, in new and old annotations. */
final class FileSchemaTest {
  @TempDir private Path folder;
  private final MemoryFile file = new MemoryFile();

  @BeforeEach
  void writeEmptyFile() throws IOException {
    TestTable table = new TestTable();
    for (Kind kind : Kind.values()) {
      table.add(kind.name(), kind, Nullability.OPTIONAL, List.of());
    }
    try (BufferAllocator allocator = new RootAllocator();
        ParquetWriter writer =
            ParquetWriter.create(
                file,
                table.schema(),
                WriterOptions.defaults(),
                WriterResources.singleThreaded(allocator))) {
      FileFacts facts = writer.finish();
      assertThat(facts.rowCount()).isZero();
      assertThat(facts.rowGroups()).isEmpty();
      assertThat(facts.columns()).hasSize(Kind.values().length);
    }
  }

  @Test
  void parquetJavaSeesEveryTypeWithItsFieldId() throws IOException {
    String expected =
        """
            message schema {
              optional boolean BOOL = 1;
              optional int32 INT8 (INTEGER(8,true)) = 2;
              optional int32 INT16 (INTEGER(16,true)) = 3;
              optional int32 INT32 = 4;
              optional int64 INT64 = 5;
              optional float FLOAT columnorder(TYPE_DEFINED_ORDER) = 6;
              optional double DOUBLE columnorder(TYPE_DEFINED_ORDER) = 7;
              optional int32 DECIMAL_5 (DECIMAL(5,2)) = 8;
              optional int32 DECIMAL_9 (DECIMAL(9,0)) = 9;
              optional int64 DECIMAL_18 (DECIMAL(18,4)) = 10;
              optional fixed_len_byte_array(9) DECIMAL_19 (DECIMAL(19,3)) = 11;
              optional fixed_len_byte_array(16) DECIMAL_38 (DECIMAL(38,10)) = 12;
              optional int32 DATE (DATE) = 13;
              optional int64 TIME (TIME(MICROS,false)) = 14;
              optional int64 TIMESTAMP (TIMESTAMP(MICROS,false)) = 15;
              optional int64 TIMESTAMP_ZONE (TIMESTAMP(MICROS,true)) = 16;
              optional int64 TIMESTAMP_NANOS (TIMESTAMP(NANOS,false)) = 17;
              optional int64 TIMESTAMP_NANOS_ZONE (TIMESTAMP(NANOS,true)) = 18;
              optional binary STRING (STRING) = 19;
              optional binary LARGE_STRING (STRING) = 20;
              optional binary BINARY = 21;
              optional binary LARGE_BINARY = 22;
              optional fixed_len_byte_array(5) FIXED_5 = 23;
              optional fixed_len_byte_array(16) UUID (UUID) = 24;
            }
            """;
    try (ParquetFileReader reader = ParquetJava.open(file.saveIn(folder))) {
      assertThat(reader.getFileMetaData().getSchema().toString()).isEqualTo(expected);
    }
  }

  @Test
  void everyColumnHasTypeDefinedOrder() throws IOException {
    FileMetaData metadata = FooterReader.readMetadata(file);
    assertThat(metadata.getColumn_orders())
        .hasSize(Kind.values().length)
        .allMatch(order -> order.isSetTYPE_ORDER());
  }

  @Test
  void rowGroupsSayWhatTheyAreSortedBy() throws IOException {
    Field number = idField("n", 7);
    Field other = idField("other", 9);
    Schema schema = new Schema(List.of(number, other));
    MemoryFile sorted = new MemoryFile();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                sorted,
                schema,
                WriterOptions.builder().rowGroupRowsMax(1).build(),
                WriterResources.singleThreaded(allocator))) {
      root.allocateNew();
      root.setRowCount(2);
      writer.append(root);
      assertThatThrownBy(() -> writer.sortedBy(List.of(new SortedColumn(8, false, false))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("id 8: expected one column");
      writer.sortedBy(List.of(new SortedColumn(9, true, false), new SortedColumn(7, false, true)));
      writer.finish();
    }
    assertThat(FooterReader.readMetadata(sorted).getRow_groups())
        .hasSize(2)
        .allSatisfy(
            rowGroup ->
                assertThat(rowGroup.getSorting_columns())
                    .containsExactly(
                        new SortingColumn(1, true, false), new SortingColumn(0, false, true)));
  }

  private static Field idField(String name, int id) {
    return new Field(
        name,
        new FieldType(true, new ArrowType.Int(64, true), null, Map.of("PARQUET:field_id", "" + id)),
        List.of());
  }

  @Test
  void oldReadersFindConvertedTypes() throws IOException {
    List<String> converted =
        FooterReader.readMetadata(file).getSchema().stream()
            .filter(element -> element.isSetConverted_type())
            .map(element -> element.getName() + " " + element.getConverted_type())
            .toList();
    assertThat(converted)
        .contains(
            "INT8 INT_8",
            "INT16 INT_16",
            "DECIMAL_5 DECIMAL",
            "DATE DATE",
            "TIME TIME_MICROS",
            "TIMESTAMP TIMESTAMP_MICROS",
            "TIMESTAMP_ZONE TIMESTAMP_MICROS",
            "STRING UTF8",
            "LARGE_STRING UTF8");
  }

  @Test
  void fixedDecimalsTakeTheFewestBytes() {
    assertThat(LeafType.decimalBytes(19)).isEqualTo(9);
    assertThat(LeafType.decimalBytes(20)).isEqualTo(9);
    assertThat(LeafType.decimalBytes(22)).isEqualTo(10);
    assertThat(LeafType.decimalBytes(38)).isEqualTo(16);
  }

  @Test
  void writerIsNamedInAFormThatParquetJavaParses() throws Exception {
    VersionParser.ParsedVersion version = VersionParser.parse(ParquetFooter.read(file).createdBy());
    assertThat(version.application).isEqualTo("firn");
    assertThat(version.version).isEqualTo("0.1.0");
  }
}
