package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches whose leaves refer to dictionaries are written as if they had been decoded. */
final class DictionaryInputTest {
  private static final long ID = 7;
  private static final int ROWS = 3_000;
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType.Int INT8 = new ArrowType.Int(8, true);

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  static List<ArrowType.Int> indexTypes() {
    return EncodedBatch.INDEX_TYPES;
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeIsWrittenByIndicesOfEveryType(Kind kind) throws Exception {
    Random random = new Random(5);
    List<Object> distinct = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      distinct.add(kind.value(random));
    }
    for (Nullability nullability : Nullability.values()) {
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        boolean isNull = nullability == Nullability.OPTIONAL && random.nextInt(4) == 0;
        values.add(isNull ? null : distinct.get(random.nextInt(distinct.size())));
      }
      TestTable table = new TestTable().add("c", kind, nullability, values);
      try (VectorSchemaRoot plain = table.toArrow(allocator)) {
        writtenByEveryIndexType(plain);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("viewTypes")
  void viewsAreWrittenByIndicesOfEveryType(ArrowType type) throws Exception {
    Field field = Field.nullable("c", type);
    try (VectorSchemaRoot plain = VectorSchemaRoot.create(new Schema(List.of(field)), allocator)) {
      var views = (org.apache.arrow.vector.BaseVariableWidthViewVector) plain.getVector(0);
      for (int row = 0; row < ROWS; row++) {
        if (row % 7 > 0) {
          views.setSafe(row, "x".repeat(row % 29).getBytes(StandardCharsets.UTF_8));
        }
      }
      plain.setRowCount(ROWS);
      writtenByEveryIndexType(plain);
    }
  }

  static List<ArrowType> viewTypes() {
    return List.of(ArrowType.Utf8View.INSTANCE, ArrowType.BinaryView.INSTANCE);
  }

  private void writtenByEveryIndexType(VectorSchemaRoot plain) throws Exception {
    byte[] expected;
    try (TestFile file = new TestFile(plain.getSchema(), options())) {
      file.writer.append(plain, 100, ROWS - 100);
      file.writer.append(plain, 0, 100);
      expected = file.content();
    }
    for (ArrowType.Int indexType : EncodedBatch.INDEX_TYPES) {
      EncodedBatch.Plan plan = new EncodedBatch.Plan(List.of(indexType), 0, false);
      try (EncodedBatch encoded = new EncodedBatch(plain, plan, allocator, new Random(6));
          TestFile file = new TestFile(plain.getSchema(), options())) {
        encoded.appendTo(file.writer, 100, ROWS - 100);
        encoded.appendTo(file.writer, 0, 100);
        assertThat(encoded.root().getVector(0).getField().getType()).isEqualTo(indexType);
        assertThat(file.content()).as(indexType.toString()).isEqualTo(expected);
      }
    }
  }

  private static WriterOptions options() {
    return WriterOptions.builder().pageRowsMax(700).pageBytesMax(9_000).build();
  }

  @Test
  void valuesOfVeryDifferentLengthsEndPagesAndRowGroupsWhereTheirBytesDo() throws Exception {
    MemoryFile file = writeUnevenly(0);
    List<RowGroupFacts> groups = ParquetFooter.read(file).rowGroups();
    assertThat(groups).hasSizeBetween(6, 10);
    assertThat(groups.subList(0, groups.size() - 1))
        .allSatisfy(group -> assertThat(group.encodedBytes()).isBetween(330_000L, 440_000L));
    // What the index of a null refers to takes no room.
    assertThat(writeUnevenly(1).content()).isEqualTo(file.content());
  }

  private MemoryFile writeUnevenly(int indexOfNulls) throws Exception {
    WriterOptions options =
        WriterOptions.builder()
            .rowGroupBytesMax(400_000)
            .pageBytesMax(50_000)
            .dictionaryBytesMax(0)
            .compression(Compression.of(Codec.UNCOMPRESSED))
            .build();
    String[] words = {"x", "y".repeat(40_000), "z".repeat(3_000)};
    try (Texts texts = new Texts(new ArrowType.Int(16, false), true, words);
        TestFile file = new TestFile(texts.schema, options)) {
      for (int row = 0; row < ROWS; row++) {
        texts.set(row, row % 50 == 0 ? 1 : row % 20 == 0 ? 2 : 0);
        if (row % 50 == 25) {
          texts.set(row, indexOfNulls);
          texts.setNull(row);
        }
      }
      try (VectorSchemaRoot root = texts.root(ROWS)) {
        file.writer.append(root, texts.dictionaries, 0, ROWS);
      }
      file.writer.finish();
      return file.file;
    }
  }

  @Test
  void valuesAreNotCopiedForEachIndex() throws Exception {
    int valueBytes = 1 << 20;
    try (Texts texts = new Texts(INT8, true, "x".repeat(valueBytes), "y".repeat(valueBytes));
        BufferAllocator limited = allocator.newChildAllocator("writer", 0, 24L << 20)) {
      for (int row = 0; row < ROWS; row++) {
        texts.set(row, row & 1);
      }
      MemoryFile file = new MemoryFile();
      try (VectorSchemaRoot root = texts.root(ROWS);
          ParquetWriter writer =
              ParquetWriter.create(
                  file,
                  texts.schema,
                  WriterOptions.defaults(),
                  WriterResources.singleThreaded(limited))) {
        writer.append(root, texts.dictionaries, 0, ROWS);
        assertThat(writer.finish().rowCount()).isEqualTo(ROWS);
      }
    }
  }

  @Test
  void indexOfNullIsNull() throws Exception {
    byte[] expected;
    try (Texts nulls = new Texts(INT8, true, "a");
        TestFile file = new TestFile(nulls.schema, options())) {
      for (int row = 0; row < ROWS; row++) {
        nulls.set(row, 0);
        if (row % 3 == 1) {
          nulls.setNull(row);
        }
      }
      try (VectorSchemaRoot root = nulls.root(ROWS)) {
        file.writer.append(root, nulls.dictionaries, 0, ROWS);
      }
      expected = file.content();
    }
    try (Texts values = new Texts(INT8, true, "a", null);
        TestFile file = new TestFile(values.schema, options())) {
      for (int row = 0; row < ROWS; row++) {
        values.set(row, row % 3 == 1 ? 1 : 0);
      }
      try (VectorSchemaRoot root = values.root(ROWS)) {
        file.writer.append(root, values.dictionaries, 0, ROWS);
      }
      assertThat(file.content()).isEqualTo(expected);
    }
  }

  @Test
  void indexOfNullInRequiredColumnIsRefused() throws Exception {
    try (Texts texts = new Texts(INT8, false, "a", null);
        TestFile file = new TestFile(texts.schema, options())) {
      for (int row = 0; row < 5; row++) {
        texts.set(row, row == 3 ? 1 : 0);
      }
      try (VectorSchemaRoot root = texts.root(5)) {
        file.writer.append(root, texts.dictionaries, 0, 3);
        assertThatThrownBy(() -> file.writer.append(root, texts.dictionaries, 2, 3))
            .isInstanceOf(InvalidBatchException.class)
            .hasMessage(
                "Column 'c', row 3 of the batch: expected a value, found null. The column is"
                    + " required.");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("indexTypes")
  void indexOutsideOfTheDictionaryIsRefused(ArrowType.Int type) throws Exception {
    List<Long> strange = new ArrayList<>(List.of(3L, 100L));
    strange.add(type.getIsSigned() ? -1L : (1L << (type.getBitWidth() - 1)) + 1);
    if (type.getBitWidth() == 64) {
      strange.add(1L << 32); // 0 if it were cut to an int
    }
    for (long index : strange) {
      try (Texts texts = new Texts(type, true, "a", "b", "c");
          TestFile file = new TestFile(texts.schema, options())) {
        for (int row = 0; row < 70; row++) {
          texts.set(row, row % 3);
        }
        texts.set(1, index);
        texts.setNull(1);
        texts.set(66, index);
        try (VectorSchemaRoot root = texts.root(70)) {
          file.writer.append(root, texts.dictionaries, 0, 66);
          assertThatThrownBy(() -> file.writer.append(root, texts.dictionaries, 1, 69))
              .isInstanceOf(InvalidBatchException.class)
              .hasMessage(
                  "Column 'c', row 66 of the batch: expected an index of a dictionary of 3 values,"
                      + " found "
                      + (type.getIsSigned() ? "" + index : Long.toUnsignedString(index))
                      + ".");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyIndexInAnEmptyDictionaryIsRefusedAndNullsAreNot(Kind kind) throws Exception {
    Schema schema = new Schema(List.of(kind.field("c", 1, Nullability.OPTIONAL)));
    DictionaryEncoding encoding = new DictionaryEncoding(ID, false, INT8);
    try (FieldVector values = Field.nullable("v", kind.type()).createVector(allocator);
        TestFile file = new TestFile(schema, options())) {
      MapDictionaryProvider dictionaries =
          new MapDictionaryProvider(new Dictionary(values, encoding));
      FieldVector indices =
          new Field("c", new FieldType(true, INT8, encoding), null).createVector(allocator);
      indices.allocateNew();
      ((BaseIntVector) indices).setWithPossibleTruncate(2, 0);
      try (VectorSchemaRoot root = new VectorSchemaRoot(List.of(indices))) {
        root.setRowCount(3);
        file.writer.append(root, dictionaries, 0, 2);
        assertThatThrownBy(() -> file.writer.append(root, dictionaries, 0, 3))
            .isInstanceOf(InvalidBatchException.class)
            .hasMessageContaining("a dictionary of 0 values, found 0.");
      }
    }
  }

  @Test
  void dictionaryMayBeAnotherOrLongerInTheNextBatch() throws Exception {
    try (Texts first = new Texts(INT8, true, "a", "b");
        Texts second = new Texts(new ArrowType.Int(32, false), true, "c", "a", "d");
        VarCharVector plain = new VarCharVector(first.schema.findField("c"), allocator);
        TestFile file = new TestFile(first.schema, options());
        TestFile decoded = new TestFile(first.schema, options())) {
      String[] written = {"a", "b", "c", "d", "b", "e", "plain"};
      for (int row = 0; row < written.length; row++) {
        plain.setSafe(row, written[row].getBytes(StandardCharsets.UTF_8));
      }
      VectorSchemaRoot all = new VectorSchemaRoot(List.of(plain));
      all.setRowCount(written.length);
      decoded.writer.append(all);
      first.set(0, 0);
      first.set(1, 1);
      second.set(0, 0);
      second.set(1, 2);
      try (VectorSchemaRoot root = first.root(2);
          VectorSchemaRoot other = second.root(2)) {
        file.writer.append(root, first.dictionaries, 0, 2);
        file.writer.append(other, second.dictionaries, 0, 2);
        first.values.setSafe(2, new byte[] {'e'});
        first.values.setValueCount(3);
        ((BaseIntVector) root.getVector(0)).setWithPossibleTruncate(0, 2);
        file.writer.append(root, first.dictionaries, 1, 1);
        file.writer.append(root, first.dictionaries, 0, 1);
      }
      file.writer.append(all, 6, 1);
      assertThat(file.content()).isEqualTo(decoded.content());
    }
  }

  @Test
  void whatLiesBelowNullStructsIsNotLookedAt() throws Exception {
    DictionaryEncoding encoding = new DictionaryEncoding(ID, false, new ArrowType.Int(32, true));
    Field text = new Field("t", FieldType.notNullable(TEXT), null);
    Schema schema =
        new Schema(
            List.of(new Field("s", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(text))));
    Field index = new Field("t", new FieldType(false, new ArrowType.Int(32, true), encoding), null);
    Field encoded = new Field("s", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(index));
    try (VarCharVector values = new VarCharVector("v", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of(encoded)), allocator);
        TestFile file = new TestFile(schema, options())) {
      values.setSafe(0, new byte[] {'a'});
      values.setNull(1);
      values.setValueCount(2);
      MapDictionaryProvider dictionaries =
          new MapDictionaryProvider(new Dictionary(values, encoding));
      StructVector struct = (StructVector) root.getVector(0);
      IntVector indices = (IntVector) struct.getChildByOrdinal(0);
      int[] found = {0, Integer.MAX_VALUE, 1, 0};
      for (int row = 0; row < found.length; row++) {
        indices.setSafe(row, found[row]);
        struct.setIndexDefined(row);
      }
      root.setRowCount(found.length);
      struct.setNull(1);
      struct.setNull(2);
      file.writer.append(root, dictionaries, 0, found.length);
      BitVectorHelper.setBit(struct.getValidityBuffer(), 2);
      assertThatThrownBy(() -> file.writer.append(root, dictionaries, 1, 3))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessage(
              "Column 's.t', row 2 of the batch: expected a value, found null. It is required.");
    }
  }

  @Test
  void dictionaryThatDoesNotFitTheColumnIsRefused() throws Exception {
    try (Texts texts = new Texts(INT8, true, "a");
        IntVector numbers = new IntVector("n", allocator);
        StructVector structs = StructVector.empty("s", allocator)) {
      texts.set(0, 0);
      try (VectorSchemaRoot root = texts.root(1)) {
        refused(root, texts.schema, new MapDictionaryProvider(), " (dictionary 7 was not given).");
        DictionaryEncoding encoding = new DictionaryEncoding(ID, false, INT8);
        refused(
            root,
            texts.schema,
            new MapDictionaryProvider(new Dictionary(numbers, encoding)),
            "expected 'c' of type Utf8, found 'c' of type Int(8, true) (dictionary 7 holds n:"
                + " Int(32, true)).");
        Schema ofStructs = new Schema(List.of(structs.getField()));
        assertThatThrownBy(
                () ->
                    refused(
                        root,
                        ofStructs,
                        new MapDictionaryProvider(new Dictionary(structs, encoding)),
                        ""))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void indicesAreNoNumbers() throws Exception {
    Schema numbers = new Schema(List.of(Field.nullable("c", INT8)));
    try (Texts texts = new Texts(INT8, true, "a")) {
      texts.set(0, 0);
      try (VectorSchemaRoot root = texts.root(1)) {
        refused(root, numbers, texts.dictionaries, "(dictionary 7 holds values: Utf8).");
        Dictionary ofIndices =
            new Dictionary(root.getVector(0), new DictionaryEncoding(ID, false, INT8));
        refused(
            root,
            numbers,
            new MapDictionaryProvider(ofIndices),
            "(dictionary 7 holds c: Int(8, true)[dictionary: 7]).");
        Schema referring = root.getSchema();
        assertThatThrownBy(() -> new TestFile(referring, options()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Column 'c': expected the type of its values, to which batches may then refer by a"
                    + " dictionary, found a field that refers to dictionary 7 itself.");
        assertThatThrownBy(() -> ValueSchema.of(referring, new MapDictionaryProvider()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("Column 'c': expected dictionary 7, found none.");
      }
    }
  }

  private void refused(
      VectorSchemaRoot root, Schema schema, MapDictionaryProvider dictionaries, String message)
      throws IOException {
    try (TestFile file = new TestFile(schema, options())) {
      assertThatThrownBy(() -> file.writer.append(root, dictionaries, 0, 1))
          .isInstanceOf(InvalidBatchException.class)
          .hasMessageEndingWith(message);
    }
  }

  /** A file of these options that is being written. */
  private final class TestFile implements AutoCloseable {
    private final MemoryFile file = new MemoryFile();
    private final ParquetWriter writer;

    TestFile(Schema schema, WriterOptions options) {
      this.writer =
          ParquetWriter.create(file, schema, options, WriterResources.singleThreaded(allocator));
    }

    byte[] content() throws IOException {
      writer.finish();
      return file.content();
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  /** A column 'c' of texts by their indices. */
  private final class Texts implements AutoCloseable {
    private final VarCharVector values = new VarCharVector("values", allocator);
    private final MapDictionaryProvider dictionaries;
    private final Schema schema;
    private final FieldVector indices;

    Texts(ArrowType.Int indexType, boolean isNullable, String... words) {
      for (int i = 0; i < words.length; i++) {
        if (words[i] == null) {
          values.setNull(i);
        } else {
          values.setSafe(i, words[i].getBytes(StandardCharsets.UTF_8));
        }
      }
      values.setValueCount(words.length);
      DictionaryEncoding encoding = new DictionaryEncoding(ID, false, indexType);
      this.dictionaries = new MapDictionaryProvider(new Dictionary(values, encoding));
      this.schema =
          new Schema(List.of(new Field("c", new FieldType(isNullable, TEXT, null), null)));
      this.indices =
          new Field("c", new FieldType(isNullable, indexType, encoding), null)
              .createVector(allocator);
      indices.setInitialCapacity(ROWS);
      indices.allocateNew();
    }

    void set(int row, long index) {
      ((BaseIntVector) indices).setWithPossibleTruncate(row, index);
    }

    void setNull(int row) {
      BitVectorHelper.unsetBit(indices.getValidityBuffer(), row);
    }

    VectorSchemaRoot root(int rowCount) {
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(indices));
      root.setRowCount(rowCount);
      return root;
    }

    @Override
    public void close() {
      values.close();
      indices.close();
    }
  }
}
