package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special about lists, maps and structs, case by case. */
final class NestedColumnsTest {
  private static final Shape LONG = new Shape.Leaf(Kind.INT64, true);
  private static final Shape LONGS = new Shape.ListOf(LONG, true);

  private final BufferAllocator allocator = new RootAllocator();
  private final MemoryFile file = new MemoryFile();
  @TempDir private Path folder;

  /** Throws if a test leaked a buffer. */
  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  @Test
  void nullListEmptyListAndListOfNullAreToldApart() throws Exception {
    List<Object> values =
        Arrays.asList(null, List.of(), Collections.singletonList(null), List.of(7L));
    FileFacts facts = write(WriterOptions.defaults(), LONGS, values);
    assertThat(facts.columns().getFirst().valueCount()).isEqualTo(4);
    assertThat(facts.columns().getFirst().nullCount()).isEqualTo(3);
    assertThat(read(LONGS)).isEqualTo(values);
  }

  @Test
  void rowLongerThanASliceStaysWhole() throws Exception {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < 4; row++) {
      values.add(numbers(row * 10_000, 9_999));
      values.add(List.of(1L));
    }
    for (int dictionaryBytes : new int[] {0, 50_000, 2 << 20}) {
      MemoryFile each = new MemoryFile();
      WriterOptions options =
          WriterOptions.builder().pageBytesMax(1000).dictionaryBytesMax(dictionaryBytes).build();
      FileFacts facts = write(each, options, LONGS, values);
      assertThat(facts.columns().getFirst().valueCount()).isEqualTo(4 * 10_000);
      assertThat(read(each, LONGS)).isEqualTo(values);
    }
  }

  @Test
  void dictionaryThatFillsUpInsideARowIsLeftBeforeIt() throws Exception {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < 300; row++) {
      values.add(List.of(row % 5L, (row + 1) % 5L, (row + 2) % 5L));
    }
    values.add(numbers(1000, 500));
    values.add(List.of(1L));
    WriterOptions options = WriterOptions.builder().dictionaryBytesMax(400).pageRowsMax(50).build();
    FileFacts facts = write(options, LONGS, values);
    assertThat(facts.columns().getFirst().encodings())
        .contains(Encoding.RLE_DICTIONARY, Encoding.PLAIN);
    assertThat(read(LONGS)).isEqualTo(values);
    try (ParquetFileReader reader = ParquetJava.open(folder.resolve("file.parquet"))) {
      BlockMetaData block = reader.getFooter().getBlocks().getFirst();
      OffsetIndex index = reader.readOffsetIndex(block.getColumns().getFirst());
      assertThat(
              IntStream.range(0, index.getPageCount()).mapToLong(index::getFirstRowIndex).toArray())
          .containsExactly(0, 50, 100, 150, 200, 250, 300);
    }
  }

  @Test
  void pageOfNothingButNullsEndsByItsLevels() throws Exception {
    List<Object> values = Collections.nCopies(2000, Collections.nCopies(10, null));
    write(WriterOptions.builder().pageBytesMax(1000).build(), LONGS, values);
    assertThat(read(LONGS)).isEqualTo(values);
    try (ParquetFileReader reader = ParquetJava.open(folder.resolve("file.parquet"))) {
      BlockMetaData block = reader.getFooter().getBlocks().getFirst();
      OffsetIndex index = reader.readOffsetIndex(block.getColumns().getFirst());
      // A level takes two bits for its definition and one for its repetition: 7,500 bytes.
      assertThat(index.getPageCount()).isBetween(8, 10);
    }
  }

  @Test
  void rowGroupEndsByTheBytesOfItsLists() throws Exception {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < 500; row++) {
      values.add(numbers(row * 1000, 100));
    }
    WriterOptions options =
        WriterOptions.builder().rowGroupBytesMax(100_000).dictionaryBytesMax(0).build();
    FileFacts facts = write(options, LONGS, values);
    assertThat(facts.rowGroups()).hasSizeGreaterThan(3);
    assertThat(facts.rowGroups())
        .allMatch(group -> group.encodedBytes() < 100_000 * 17 / 16 + 1000 + 200);
    assertThat(read(LONGS)).isEqualTo(values);
  }

  @Test
  void nullInRequiredFieldIsNamedWithItsRow() throws Exception {
    Shape required = new Shape.Leaf(Kind.INT64, false);
    assertNullRefused(
        new Shape.ListOf(new Shape.Struct(List.of(LONG, required), true), true),
        List.of(List.of(), List.of(List.of(1L, 2L), Arrays.asList(1L, null))),
        "Column 'c0.element.f1', row 1 of the batch: expected a value, found null.");
    assertNullRefused(
        new Shape.MapOf(required, LONG, true),
        List.of(List.of(), List.of(), List.of(Arrays.asList(null, 1L))),
        "Column 'c0.key', row 2 of the batch: expected a value, found null.");
    assertNullRefused(
        new Shape.ListOf(new Shape.ListOf(LONG, false), false),
        List.of(Collections.singletonList(null)),
        "Column 'c0.element', row 0 of the batch: expected a value, found null.");
    assertNullRefused(
        new Shape.Struct(List.of(new Shape.Struct(List.of(required), false)), false),
        List.of(List.of(List.of(1L)), List.of(Collections.singletonList(null))),
        "Column 'c0.f0.f0', row 1 of the batch: expected a value, found null.");
    assertNullRefused(
        new Shape.Struct(List.of(new Shape.Struct(List.of(LONG), false)), false),
        List.of(List.of(List.of(1L)), Collections.singletonList(null)),
        "Column 'c0.f0', row 1 of the batch: expected a value, found null.");
  }

  @Test
  void nullEntryOfAMapIsRefused() throws Exception {
    Shape shape = new Shape.MapOf(new Shape.Leaf(Kind.INT64, false), LONG, true);
    NestedTable table = table(shape, List.of(List.of(List.of(1L, 2L))));
    try (VectorSchemaRoot batch = table.toArrow(allocator, new Random(1))) {
      StructVector entries = (StructVector) ((ListVector) batch.getVector(0)).getDataVector();
      for (int i = 0; i < entries.getValueCount(); i++) {
        BitVectorHelper.setValidityBit(entries.getValidityBuffer(), i, 0);
      }
      assertRefused(table, batch, "Column 'c0', row 0 of the batch: expected a value, found null.");
    }
  }

  @Test
  void listsThatReachOutsideTheirElementsAreRefused() throws Exception {
    NestedTable table = table(LONGS, List.of(List.of(1L), List.of(2L, 3L)));
    int[][] damages = {{-1, 0, 1}, {0, 2, 1}, {0, 1, 1 << 20}};
    for (int[] damage : damages) {
      try (VectorSchemaRoot batch = table.toArrow(allocator, new Random(1))) {
        for (int i = 0; i < damage.length; i++) {
          batch.getVector(0).getOffsetBuffer().setInt(i * 4L, damage[i]);
        }
        assertRefused(table, batch, damage[2] > 1 ? "values or more" : "offsets of lists");
      }
    }
  }

  @Test
  void rowThatIsTooLongForAPageIsNamed() throws Exception {
    Shape texts = new Shape.ListOf(new Shape.Leaf(Kind.STRING, true), true);
    NestedTable table = table(texts, List.of(List.of(), List.of("a", "b", "c")));
    try (VectorSchemaRoot batch = table.toArrow(allocator, new Random(1))) {
      ListVector list = (ListVector) batch.getVector(0);
      int first = list.getOffsetBuffer().getInt(4);
      for (int i = 1; i <= 3; i++) {
        // Only said to be so long; the row is refused before its bytes are read.
        list.getDataVector().getOffsetBuffer().setInt((first + i) * 4L, i * (1 << 29));
      }
      assertRefused(
          table, batch, "Column 'c0.element', row 1 of the batch: expected at most 1073741824");
    }
  }

  @Test
  void batchOfAnotherNestedTypeIsRefused() throws Exception {
    NestedTable table = table(LONGS, List.of(List.of(1L)));
    NestedTable other =
        table(new Shape.ListOf(new Shape.Leaf(Kind.INT32, true), true), List.of(List.of(1)));
    try (VectorSchemaRoot batch = other.toArrow(allocator, new Random(1))) {
      assertRefused(table, batch, "Column 0: expected 'c0' of type ");
    }
  }

  @Test
  void columnsAreNamedAndCompressedByIcebergsNames() throws Exception {
    Shape shape =
        new Shape.MapOf(
            new Shape.Leaf(Kind.INT64, false),
            new Shape.ListOf(new Shape.Struct(List.of(LONG), true), true),
            true);
    WriterOptions options =
        WriterOptions.builder()
            .columnCompression("c0.key", Compression.SNAPPY)
            .columnCompression("c0.value.element.f0", Compression.UNCOMPRESSED)
            .build();
    FileFacts facts = write(options, shape, List.of(List.of()));
    assertThat(facts.columns())
        .extracting(ColumnFacts::dottedPath)
        .containsExactly("c0.key", "c0.value.element.f0");
    assertThat(facts.columns())
        .extracting(ColumnFacts::compression)
        .containsExactly(Compression.SNAPPY, Compression.UNCOMPRESSED);
    ParquetFooter footer = ParquetFooter.read(file);
    assertThat(footer.columns())
        .extracting(FooterColumn::dottedPath)
        .containsExactly("c0.key", "c0.value.element.f0");
    assertThat(footer.columns().getLast().path())
        .containsExactly("c0", "key_value", "value", "list", "element", "f0");
  }

  @Test
  void whatParquetHasNoGroupsForIsRefused() {
    Field leaf = Field.nullable("x", new ArrowType.Bool());
    Field key = Field.nullable("key", new ArrowType.Bool());
    Field entries =
        new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, leaf));
    Map<String, String> variant = Map.of("ARROW:extension:name", "arrow.parquet.variant");
    Field deep = leaf;
    for (int i = 0; i < 260; i++) {
      deep = new Field("d", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(deep));
    }
    Schema schema =
        new Schema(
            List.of(
                new Field("empty", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of()),
                new Field(
                    "twins", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(leaf, leaf)),
                new Field("map", FieldType.nullable(new ArrowType.Map(false)), List.of(entries)),
                new Field(
                    "variant",
                    new FieldType(true, ArrowType.Struct.INSTANCE, null, variant),
                    List.of(leaf)),
                deep));
    assertThatThrownBy(() -> create(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'empty': expected a struct with fields")
        .hasMessageContaining("Column 'twins.x': expected one of this name")
        .hasMessageContaining("Column 'map.key': expected a required key")
        .hasMessageContaining("Column 'variant'")
        .hasMessageContaining("found 261; nest less deep");
  }

  @Test
  void schemaHasThreeLevelListsAndMapsWithIds() throws Exception {
    Shape shape =
        new Shape.Struct(
            List.of(
                LONGS,
                new Shape.MapOf(
                    new Shape.Leaf(Kind.STRING, false), new Shape.ListOf(LONG, false), false)),
            true);
    write(WriterOptions.defaults(), shape, List.of());
    String expected =
        """
        message schema {
          optional group c0 = 1 {
            optional group f0 (LIST) = 2 {
              repeated group list {
                optional int64 element = 3;
              }
            }
            required group f1 (MAP) = 4 {
              repeated group key_value {
                required binary key (STRING) = 5;
                required group value (LIST) = 6 {
                  repeated group list {
                    optional int64 element = 7;
                  }
                }
              }
            }
          }
        }
        """;
    try (ParquetFileReader reader = ParquetJava.open(file.saveIn(folder))) {
      assertThat(reader.getFileMetaData().getSchema().toString()).isEqualTo(expected);
    }
  }

  private void assertNullRefused(Shape shape, List<Object> values, String message)
      throws IOException {
    NestedTable table = table(shape, values);
    try (VectorSchemaRoot batch = table.toArrow(allocator, new Random(1))) {
      assertRefused(table, batch, message);
    }
  }

  private void assertRefused(NestedTable table, VectorSchemaRoot batch, String message) {
    try (ParquetWriter writer = create(table.schema())) {
      assertThatThrownBy(() -> writer.append(batch))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessageContaining(message);
    }
  }

  private ParquetWriter create(Schema schema) {
    return ParquetWriter.create(
        new MemoryFile(),
        schema,
        WriterOptions.defaults(),
        WriterResources.singleThreaded(allocator));
  }

  private FileFacts write(WriterOptions options, Shape shape, List<Object> values)
      throws IOException {
    return write(file, options, shape, values);
  }

  private FileFacts write(MemoryFile to, WriterOptions options, Shape shape, List<Object> values)
      throws IOException {
    NestedTable table = table(shape, values);
    try (VectorSchemaRoot batch = table.toArrow(allocator, new Random(1));
        ParquetWriter writer =
            ParquetWriter.create(
                to, table.schema(), options, WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      return writer.finish();
    }
  }

  private List<Object> read(Shape shape) throws IOException {
    return read(file, shape);
  }

  private List<Object> read(MemoryFile from, Shape shape) throws IOException {
    PageVerifier.verify(from);
    return ParquetJava.readNested(from.saveIn(folder), List.of(shape)).getFirst();
  }

  private static NestedTable table(Shape shape, List<Object> values) {
    return new NestedTable(List.of(shape), List.of(values));
  }

  private static List<Object> numbers(int from, int count) {
    List<Object> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(from + i);
    }
    return numbers;
  }
}
