package dev.firn.sql.record;

import static dev.firn.sql.record.RecordTypesTest.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.duckdb.DuckDbSession;
import dev.firn.duckdb.DuckDbSettings;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordReaderTest {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "id", Types.IntegerType.get()), optional(2, "name", Types.StringType.get()));

  @TempDir Path folder;

  @Test
  void batchesHaveTheRowsAskedForAcrossFiles() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.append(rows(0, 5));
    table.append(rows(5, 4));

    assertThat(batches(table, 4)).containsExactly(4, 4, 1);
  }

  @Test
  void longValuesMakeBatchesOfFewRows() throws IOException {
    Schema schema =
        new Schema(optional(1, "l", Types.ListType.ofOptional(2, Types.BinaryType.get())));
    WrittenTable table = WrittenTable.create(folder, 2, schema);
    ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
    table.append(
        IntStream.range(0, 10)
            .mapToObj(_ -> row(schema, List.of(megabyte.duplicate())))
            .toArray(Record[]::new));

    try (BufferAllocator allocator = new RootAllocator(240L << 20);
        ArrowReader reader = RecordReader.open(source(table, 10_000), allocator)) {
      List<Integer> rowCounts = new ArrayList<>();
      while (reader.loadNextBatch()) {
        rowCounts.add(reader.getVectorSchemaRoot().getRowCount());
      }
      assertThat(rowCounts).containsExactly(4, 4, 2);
      assertThat(allocator.getPeakMemoryAllocation()).isLessThan(16L << 20);
    }
  }

  @Test
  void aTableWithoutFilesHasNoBatchButItsSchema() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowReader reader = RecordReader.open(source(table, 10), allocator)) {
      assertThat(reader.getVectorSchemaRoot().getSchema().getFields())
          .extracting(field -> field.getName() + " " + field.getType())
          .containsExactly("id Int(32, true)", "name Utf8");
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  void aBatchThatWasHandedOnIsNotWrittenAgain() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.append(rows(0, 2));
    try (BufferAllocator allocator = new RootAllocator();
        ArrowReader reader = RecordReader.open(source(table, 1), allocator)) {
      reader.loadNextBatch();
      var data = reader.getVectorSchemaRoot().getVector("id").getDataBuffer();
      data.getReferenceManager().retain();
      reader.loadNextBatch();
      assertThat(data.getInt(0)).isZero();
      data.getReferenceManager().release();
    }
  }

  @Test
  void filesWithoutIdsAreReadByTheTablesNameMapping() throws IOException {
    WrittenTable table = mapped();
    table
        .table()
        .updateProperties()
        .set(
            "schema.name-mapping.default",
            """
            [{"field-id": 1, "names": ["key", "id"]},
             {"field-id": 2, "names": ["s"], "fields": [{"field-id": 3, "names": ["old"]}]}]
            """)
        .commit();

    assertThat(Rows.read(table).toString())
        .isEqualTo("[{id=1, s={a=x}}, {id=2, s=null}, {id=1, s={a=x}}, {id=2, s=null}]");
  }

  @Test
  void filesWithoutIdsAreRefusedWithoutANameMapping() throws IOException {
    WrittenTable table = mapped();

    FirnException refusal = refusal(table);

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refusal)
        .hasMessageContaining("test.written")
        .hasMessageContaining("expected field ids")
        .hasMessageContaining("schema.name-mapping.default");
  }

  @Test
  void valuesOfIdentityPartitionsNeedNotBeInTheFile() throws IOException {
    Schema schema =
        new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "day", Types.DateType.get()),
            optional(3, "number", Types.IntegerType.get()),
            optional(4, "at", Types.TimestampNanoType.withZone()),
            optional(5, "text", Types.StringType.get()));
    PartitionSpec spec =
        PartitionSpec.builderFor(schema)
            .identity("day")
            .identity("number")
            .identity("at")
            .identity("text")
            .build();
    WrittenTable table = WrittenTable.create(folder, 3, spec);
    Schema inFile = table.schema().select("id");
    for (FileFormat format : List.of(FileFormat.PARQUET, FileFormat.AVRO)) {
      table.commit(
          table.write(format, inFile, row(spec.partitionType(), 1, 7, 1L, "t"), row(inFile, 1)));
    }
    table.commit(
        table.write(FileFormat.PARQUET, inFile, row(spec.partitionType()), row(inFile, 2)));
    table.table().updateSchema().updateColumn("number", Types.LongType.get()).commit();

    String row = "{id=1, day=1970-01-02, number=7, at=1970-01-01T00:00:00.000000001Z, text=t}";
    assertThat(Rows.read(table).toString())
        .isEqualTo("[" + row + ", " + row + ", {id=2, day=null, number=null, at=null, text=null}]");
  }

  @Test
  void aMissingDataFileIsNamed() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    DataFile file = table.append(rows(0, 3));
    Files.delete(LocalStorage.pathOf(file.location()));

    FirnException failure = refusal(table);

    assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT);
    assertThat(failure).hasMessageContaining("test.written").hasMessageContaining(file.location());
  }

  @Test
  void aMissingDeleteFileIsNamed() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    DeleteFile deletes = table.deletePositions(table.append(rows(0, 3)), 1);
    Files.delete(LocalStorage.pathOf(deletes.location()));

    FirnException failure = refusal(table);

    assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT);
    assertThat(failure).hasMessageContaining(deletes.location());
  }

  @Test
  void aDamagedDataFileIsNamed() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    DataFile file = table.append(rows(0, 3));
    Files.writeString(LocalStorage.pathOf(file.location()), "No Parquet at all.");

    FirnException failure = refusal(table);

    assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT);
    assertThat(failure).hasMessageContaining(file.location()).hasMessageContaining("damage");
  }

  @Test
  void orcFilesAreRefusedBeforeAnyIsOpened() {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.commit(file(FileFormat.ORC).build());

    FirnException refusal = refusal(table);

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refusal).hasMessageContaining("/x/file").hasMessageContaining("ORC");
  }

  @Test
  void encryptedFilesAreRefusedBeforeAnyIsOpened() {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.commit(
        file(FileFormat.PARQUET).withEncryptionKeyMetadata(ByteBuffer.wrap(new byte[1])).build());

    assertThat(refusal(table)).hasMessageContaining("expected one that is not encrypted");
  }

  @Test
  void aBatchLargerThanTheBudgetIsRefusedAndLeavesNothing() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.append(row(table.schema(), 1, "x".repeat(3 << 20)));

    try (BufferAllocator allocator = new RootAllocator(1L << 20);
        ArrowReader reader = RecordReader.open(source(table, 10), allocator)) {
      FirnException failure = catchThrowableOfType(FirnException.class, reader::loadNextBatch);
      assertThat(failure.code()).isEqualTo(ErrorCode.MEMORY);
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void aFailureBetweenBatchesLeavesNothing() throws IOException {
    WrittenTable table = WrittenTable.create(folder, 2, SCHEMA);
    table.append(rows(0, 3));
    Files.delete(LocalStorage.pathOf(table.append(rows(3, 3)).location()));

    try (BufferAllocator allocator = new RootAllocator();
        ArrowReader reader = RecordReader.open(source(table, 3), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(catchThrowableOfType(FirnException.class, reader::loadNextBatch)).isNotNull();
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void duckDbScansTheStreamWithItsOwnTypes() throws IOException {
    Schema schema = RecordTypesTest.flatSchema();
    WrittenTable table = WrittenTable.create(folder, 3, schema);
    table.append(RecordTypesTest.flatRow(schema, 0));
    String types =
        IntStream.range(0, schema.columns().size())
            .mapToObj(index -> "typeof(c" + index + ")")
            .reduce((left, right) -> left + " || ', ' || " + right)
            .orElseThrow();

    String found = scanned(table, "SELECT " + types + " || ' ' || c14 || ' ' || c15 FROM rows");

    assertThat(found)
        .isEqualTo(
            "BOOLEAN, INTEGER, BIGINT, FLOAT, DOUBLE, DECIMAL(9,2), DECIMAL(18,4), DECIMAL(38,10),"
                + " DATE, TIME, TIMESTAMP, TIMESTAMP WITH TIME ZONE, TIMESTAMP_NS,"
                + " TIMESTAMPTZ_NS, VARCHAR, UUID, BLOB, BLOB text "
                + new UUID(1, 2));
  }

  @Test
  void duckDbScansNestedStreams() throws IOException {
    Schema schema =
        new Schema(
            optional(
                1,
                "l",
                Types.ListType.ofOptional(
                    2,
                    Types.StructType.of(
                        optional(3, "a", Types.LongType.get()),
                        optional(
                            4,
                            "m",
                            Types.MapType.ofOptional(
                                5, 6, Types.StringType.get(), Types.UUIDType.get()))))));
    WrittenTable table = WrittenTable.create(folder, 2, schema);
    Types.StructType inner = table.schema().findType("l.element").asStructType();
    table.append(
        row(table.schema(), List.of(row(inner, 1L, Map.of("k", new UUID(1, 2))), row(inner))),
        row(table.schema(), (Object) null),
        row(table.schema(), List.of()));

    assertThat(scanned(table, "SELECT string_agg(coalesce(l::VARCHAR, 'null'), ' | ') FROM rows"))
        .isEqualTo(
            "[{'a': 1, 'm': {k=00000000-0000-0001-0000-000000000002}}, {'a': NULL, 'm': NULL}]"
                + " | null | []");
  }

  private String scanned(WrittenTable table, String sql) throws IOException {
    try (MemoryBudget budget = MemoryBudget.of(512L << 20)) {
      String found;
      try (DuckDbSession session = DuckDbSession.open(DuckDbSettings.of(64L << 20, 1), budget)) {
        ArrowReader rows = RecordReader.open(source(table, 1_000), budget.arrowRoot());
        try (ArrowReader result = session.query(sql, Map.of("rows", rows), 10)) {
          assertThat(result.loadNextBatch()).isTrue();
          found = result.getVectorSchemaRoot().getVector(0).getObject(0).toString();
        }
      }
      assertThat(budget.usedBytes()).isZero();
      return found;
    }
  }

  /** A table over two files that another program wrote, under other names. */
  private WrittenTable mapped() throws IOException {
    Schema schema =
        new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "s", Types.StructType.of(optional(3, "a", Types.StringType.get()))));
    WrittenTable table = WrittenTable.create(folder, 2, schema);
    table.commit(ForeignFiles.parquet(table.output("foreign.parquet")));
    table.commit(ForeignFiles.avro(table.output("foreign.avro")));
    return table;
  }

  private static DataFiles.Builder file(FileFormat format) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("/x/file")
        .withFormat(format)
        .withFileSizeInBytes(10)
        .withRecordCount(1);
  }

  private static FirnException refusal(WrittenTable table) {
    return catchThrowableOfType(FirnException.class, () -> Rows.read(table));
  }

  private static List<Integer> batches(WrittenTable table, int batchRows) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowReader reader = RecordReader.open(source(table, batchRows), allocator)) {
      List<Integer> rowCounts = new ArrayList<>();
      while (reader.loadNextBatch()) {
        rowCounts.add(reader.getVectorSchemaRoot().getRowCount());
      }
      return rowCounts;
    }
  }

  private static RecordReader.Source source(WrittenTable table, int batchRows) {
    return new RecordReader.Source(table.table(), table.schema(), table.tasks(), batchRows);
  }

  private static Record[] rows(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(id -> row(SCHEMA, id, "n" + id))
        .toArray(Record[]::new);
  }
}
