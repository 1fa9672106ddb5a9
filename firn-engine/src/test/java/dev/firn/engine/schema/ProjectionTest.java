package dev.firn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.IncomingBatch;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.schema.MatchOptions.Names;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TimeStampSecTZVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {
  private static final MatchOptions LOOSE =
      new MatchOptions(Names.IGNORING_CASE, UnknownColumns.IGNORED);

  private final BufferAllocator allocator = new RootAllocator();
  private final DictionaryProvider.MapDictionaryProvider dictionaries =
      new DictionaryProvider.MapDictionaryProvider();
  private final ViolationLog log = ViolationLog.of("ns.t");

  @AfterEach
  void leavesNoBufferBehind() {
    dictionaries.close();
    allocator.close();
  }

  @Test
  void putsColumnsInTheTablesOrderNamesAndTypes() {
    Schema table =
        new Schema(
            Types.NestedField.optional(4, "b", Types.LongType.get()),
            Types.NestedField.optional(5, "missing", Types.StringType.get()),
            Types.NestedField.required(6, "a", Types.IntegerType.get()));
    IntVector a = ints("A", 1, 2);
    IntVector b = ints("b", 3, null);
    long address = a.getDataBuffer().memoryAddress();

    try (ProjectedBatch batch = project(table, a, ints("x", 0, 0), b)) {
      assertThat(batch.root().getSchema()).isEqualTo(ArrowMapping.toArrow(table));
      assertThat(batch.rowCount()).isEqualTo(2);
      assertThat(values(batch.root().getVector("b"))).containsExactly(3L, null);
      assertThat(values(batch.root().getVector("missing"))).containsExactly(null, null);
      assertThat(values(batch.root().getVector("a"))).containsExactly(1, 2);
      assertThat(batch.root().getVector("a").getDataBuffer().memoryAddress()).isEqualTo(address);
      assertThat(batch.origin()).isEqualTo(new BatchOrigin("a.arrow", 11));
      assertThat(batch.retainedBytes()).isPositive();
    }
  }

  @Test
  void fillsMissingColumnsOfAnyTypeWithNulls() {
    for (long seed = 0; seed < 50; seed++) {
      Schema random = new RandomSchemas(seed, 3).next();
      Schema table =
          new Schema(random.columns().stream().map(Types.NestedField::asOptional).toList());
      try (ProjectedBatch batch = project(table, ints("x", 1, 2, 3))) {
        for (FieldVector vector : batch.root().getFieldVectors()) {
          assertThat(vector.getValueCount()).isEqualTo(3);
          assertThat(vector.getNullCount()).as("seed %s, %s", seed, vector.getField()).isEqualTo(3);
        }
      }
    }
  }

  @Test
  void widensIntegersOfEveryWidth() {
    for (Type type : List.of(Types.IntegerType.get(), Types.LongType.get())) {
      IntFunction<Object> as = i -> type == Types.IntegerType.get() ? (Object) i : (long) i;
      assertThat(projected(type, filled(new TinyIntVector("c", allocator), -128)))
          .containsExactly(as.apply(-128), null);
      assertThat(projected(type, filled(new SmallIntVector("c", allocator), -32768)))
          .containsExactly(as.apply(-32768), null);
      assertThat(projected(type, filled(new UInt1Vector("c", allocator), 0xFF)))
          .containsExactly(as.apply(255), null);
      assertThat(projected(type, filled(new UInt2Vector("c", allocator), 0xFFFF)))
          .containsExactly(as.apply(65535), null);
    }
    assertThat(projected(Types.LongType.get(), filled(new UInt4Vector("c", allocator), -1)))
        .containsExactly(4_294_967_295L, null);
    assertThat(projected(Types.LongType.get(), ints("c", Integer.MIN_VALUE, null)))
        .containsExactly((long) Integer.MIN_VALUE, null);
  }

  @Test
  void packsTruthValuesThatComeAsBytes() {
    FieldType type =
        new FieldType(
            true,
            new ArrowType.Int(8, true),
            null,
            Map.of(ArrowMapping.EXTENSION_NAME_KEY, ArrowMapping.BOOL8_EXTENSION));
    TinyIntVector source = new TinyIntVector("c", type, allocator);
    for (int i = 0; i < 11; i++) {
      source.setSafe(i, i % 3);
    }
    source.setNull(10);
    source.setValueCount(11);

    assertThat(projected(Types.BooleanType.get(), source))
        .containsExactly(
            "false", "true", "true", "false", "true", "true", "false", "true", "true", "false",
            null);
  }

  @Test
  void widensFloats() {
    assertThat(projected(Types.FloatType.get(), half())).containsExactly(1.5f, null);
    assertThat(projected(Types.DoubleType.get(), half())).containsExactly(1.5, null);
    Float4Vector floats = new Float4Vector("c", allocator);
    floats.setSafe(0, 0.1f);
    floats.setNull(1);
    floats.setValueCount(2);
    assertThat(projected(Types.DoubleType.get(), floats)).containsExactly((double) 0.1f, null);
  }

  @Test
  void widensDecimalsWithoutCopying() {
    DecimalVector source = new DecimalVector("c", allocator, 5, 2);
    source.setSafe(0, 12345);
    source.setValueCount(1);

    assertThat(projected(Types.DecimalType.of(9, 2), source))
        .containsExactly(new java.math.BigDecimal("123.45"));
  }

  @Test
  void widensTimesOfDay() {
    TimeSecVector seconds = new TimeSecVector("c", allocator);
    seconds.setSafe(0, 86_399);
    seconds.setValueCount(1);
    assertThat(projected(Types.TimeType.get(), seconds)).containsExactly(86_399_000_000L);
    TimeMilliVector millis = new TimeMilliVector("c", allocator);
    millis.setSafe(0, 1);
    millis.setValueCount(1);
    assertThat(projected(Types.TimeType.get(), millis)).containsExactly(1_000L);
  }

  @Test
  void reportsInstantsBeyondMicrosecondsInsteadOfWrappingThem() {
    TimeStampMilliVector source = new TimeStampMilliVector("c", allocator);
    long most = Long.MAX_VALUE / 1000;
    source.setSafe(0, most);
    source.setSafe(1, most + 1);
    source.setSafe(2, -most - 1);
    source.setSafe(3, Long.MIN_VALUE);
    source.setNull(3);
    source.setValueCount(4);

    try (ProjectedBatch batch = project(table(Types.TimestampType.withoutZone()), source)) {
      assertThat(batch.root().getVector(0).isNull(3)).isTrue();
      assertThat(batch.root().getVector(0).getDataBuffer().getLong(0)).isEqualTo(most * 1000);
    }
    String expected = "an instant within the range of microseconds";
    assertThat(log.kept())
        .containsExactly(
            found(12, "c", expected, (most + 1) + " milliseconds"),
            found(13, "c", expected, (-most - 1) + " milliseconds"));
  }

  @Test
  void reportsSecondsBeyondMicrosecondsToo() {
    TimeStampSecTZVector source = new TimeStampSecTZVector("c", allocator, "UTC");
    source.setSafe(0, 1);
    source.setSafe(1, Long.MAX_VALUE);
    source.setValueCount(2);

    try (ProjectedBatch batch = project(table(Types.TimestampType.withZone()), source)) {
      assertThat(batch.root().getVector(0).getDataBuffer().getLong(0)).isEqualTo(1_000_000);
    }
    assertThat(log.count()).isEqualTo(1);
    assertThat(log.kept().getFirst().found()).isEqualTo(Long.MAX_VALUE + " seconds");
  }

  @Test
  void takesDatesInMillisecondsOnlyIfTheyAreWholeDays() {
    DateMilliVector source = new DateMilliVector("c", allocator);
    source.setSafe(0, -86_400_000L);
    source.setSafe(1, 1);
    source.setSafe(2, 86_400_000L * (1L << 32));
    source.setValueCount(3);

    try (ProjectedBatch batch = project(table(Types.DateType.get()), source)) {
      assertThat(batch.root().getVector(0).getDataBuffer().getInt(0)).isEqualTo(-1);
    }
    assertThat(log.kept()).extracting(Violation::row).containsExactly(12L, 13L);
    assertThat(log.kept().getFirst()).isEqualTo(found(12, "c", "a whole day", "1 milliseconds"));
  }

  @Test
  void copiesLargeStringsAndBinary() {
    LargeVarCharVector strings = new LargeVarCharVector("c", allocator);
    LargeVarBinaryVector bytes = new LargeVarBinaryVector("c", allocator);
    strings.setSafe(0, utf8("één"));
    bytes.setSafe(0, new byte[] {1});
    strings.setSafe(2, utf8("two"));
    strings.setValueCount(3);
    bytes.setValueCount(1);

    assertThat(projected(Types.StringType.get(), strings)).containsExactly("één", null, "two");
    assertThat(projected(Types.BinaryType.get(), bytes)).containsExactly("[1]");
  }

  @Test
  void copiesViewsInlineOrNot() {
    ViewVarCharVector strings = new ViewVarCharVector("c", allocator);
    ViewVarBinaryVector bytes = new ViewVarBinaryVector("c", allocator);
    strings.allocateNew(4);
    strings.setSafe(0, utf8("short"));
    strings.setSafe(2, utf8("longer than twelve bytes"));
    strings.setSafe(3, utf8("and one more of them"));
    strings.setValueCount(4);
    bytes.allocateNew(1);
    bytes.setSafe(0, new byte[] {1, 2});
    bytes.setValueCount(1);

    assertThat(projected(Types.StringType.get(), strings))
        .containsExactly("short", null, "longer than twelve bytes", "and one more of them");
    assertThat(projected(Types.BinaryType.get(), bytes)).containsExactly("[1, 2]");
  }

  @Test
  void takesBinaryOfADeclaredLengthAndReportsOtherLengths() {
    FieldType type =
        new FieldType(
            true, ArrowType.Binary.INSTANCE, null, Map.of(ArrowMapping.FIXED_LENGTH_KEY, "2"));
    VarBinaryVector source = new VarBinaryVector("c", type, allocator);
    source.setSafe(0, new byte[] {1, 2});
    source.setSafe(1, new byte[] {3});
    source.setNull(2);
    source.setValueCount(3);

    try (ProjectedBatch batch = project(table(Types.FixedType.ofLength(2)), source)) {
      assertThat(values(batch.root().getVector(0))).startsWith("[1, 2]").endsWith((Object) null);
    }
    assertThat(log.kept()).containsExactly(found(12, "c", "2 bytes", "1 bytes"));
  }

  @Test
  void decodesDictionariesAndThenWidens() {
    IntVector words = new IntVector("words", allocator);
    words.setSafe(0, 10);
    words.setSafe(1, 20);
    words.setValueCount(2);
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(8, true));
    dictionaries.put(new Dictionary(words, encoding));
    IntVector plain = ints("c", 20, null, 10);
    FieldVector encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionaries.lookup(7));
    plain.close();

    assertThat(projected(Types.LongType.get(), encoded)).containsExactly(20L, null, 10L);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, -8, 16, -16, 32, -32, 64, -64})
  void decodesPositionsOfEveryType(int bits) {
    ArrowType.Int type = new ArrowType.Int(Math.abs(bits), bits > 0);
    int words = bits == -8 ? 250 : 100;
    VarCharVector values = new VarCharVector("words", allocator);
    for (int i = 0; i < words - 1; i++) {
      values.setSafe(i, utf8("word " + i));
    }
    values.setValueCount(words); // the last is null
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, type);
    dictionaries.put(new Dictionary(values, encoding));
    FieldVector positions =
        new FieldType(true, type, encoding).createNewSingleVector("c", allocator, null);
    positions.allocateNew();
    ((BaseIntVector) positions).setWithPossibleTruncate(0, words - 2);
    ((BaseIntVector) positions).setWithPossibleTruncate(1, words - 1);
    ((BaseIntVector) positions).setWithPossibleTruncate(3, 0);
    positions.setValueCount(4);

    assertThat(projected(Types.StringType.get(), positions))
        .extracting(String::valueOf)
        .containsExactly("word " + (words - 2), "null", "null", "word 0");
  }

  @Test
  void refusesPositionsOutsideTheirDictionary() {
    VarCharVector words = new VarCharVector("words", allocator);
    words.setSafe(0, utf8("one"));
    words.setValueCount(1);
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(8, true));
    dictionaries.put(new Dictionary(words, encoding));
    TinyIntVector positions =
        new TinyIntVector(
            "c", new FieldType(true, new ArrowType.Int(8, true), encoding), allocator);
    positions.setSafe(0, 1);
    positions.setValueCount(1);

    assertDamaged(Types.StringType.get(), positions, "positions in a dictionary of 1 values");
  }

  @Test
  void refusesADictionaryThatWentMissing() {
    DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(8, true));
    TinyIntVector positions =
        new TinyIntVector(
            "c", new FieldType(true, new ArrowType.Int(8, true), encoding), allocator);
    positions.setSafe(0, 0);
    positions.setValueCount(1);

    assertDamaged(Types.LongType.get(), positions, "expected dictionary 7, found none");
  }

  @Test
  void takesTheStorageOfAnExtensionVector() {
    byte[] bytes = new byte[16];
    bytes[15] = 1;
    FixedSizeBinaryVector storage = new FixedSizeBinaryVector("c", allocator, 16);
    storage.setSafe(0, bytes);
    storage.setValueCount(1);

    assertThat(projected(Types.UUIDType.get(), new UuidLikeVector(storage, allocator)))
        .containsExactly(Arrays.toString(bytes));
  }

  @Test
  void fillsColumnsOfOnlyNulls() {
    NullVector source = new NullVector("c", 2);

    assertThat(projected(Types.LongType.get(), source)).containsExactly(null, null);
  }

  @Test
  void projectsStructsListsAndMapsAtEveryDepth() {
    Type element =
        Types.StructType.of(
            Types.NestedField.optional(3, "y", Types.LongType.get()),
            Types.NestedField.optional(4, "x", Types.StringType.get()));
    ListVector list = ListVector.empty("c", allocator);
    StructVector struct =
        (StructVector)
            list.addOrGetVector(FieldType.nullable(ArrowType.Struct.INSTANCE)).getVector();
    IntVector y =
        struct.addOrGet("y", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class);
    list.allocateNew();
    list.startNewValue(0);
    for (int i = 0; i < 2; i++) {
      struct.setIndexDefined(i);
      y.setSafe(i, i + 1);
    }
    list.endValue(0, 2);
    list.setNull(1);
    list.setValueCount(2);

    assertThat(projected(Types.ListType.ofOptional(2, element), list))
        .containsExactly("[{\"y\":1}, {\"y\":2}]".replace("}, {", "},{"), null);
  }

  @Test
  void projectsMapsAndVariants() {
    MapVector map = MapVector.empty("c", allocator, false);
    org.apache.arrow.vector.complex.impl.UnionMapWriter writer = map.getWriter();
    writer.allocate();
    writer.setPosition(0);
    writer.startMap();
    writer.startEntry();
    writer.key().integer().writeInt(1);
    writer.value().integer().writeInt(2);
    writer.endEntry();
    writer.endMap();
    writer.setValueCount(1);
    Type type = Types.MapType.ofOptional(2, 3, Types.LongType.get(), Types.LongType.get());
    assertThat(projected(type, map)).containsExactly("[{\"key\":1,\"value\":2}]");

    Field field = ArrowMapping.toArrow(Types.NestedField.optional(1, "c", Types.VariantType.get()));
    StructVector variant = (StructVector) field.createVector(allocator);
    variant.allocateNew();
    for (FieldVector child : variant.getChildrenFromFields()) {
      ((VarBinaryVector) child).setSafe(0, new byte[] {5});
    }
    variant.setIndexDefined(0);
    variant.setValueCount(1);
    try (ProjectedBatch batch = project(table(Types.VariantType.get()), variant)) {
      assertThat(batch.root().getVector(0).isNull(0)).isFalse();
      assertThat(batch.root().getVector(0).getChildrenFromFields().getLast().getBufferSize())
          .isPositive();
    }
  }

  @Test
  void turnsLargeAndFixedSizeListsIntoLists() {
    LargeListVector large = LargeListVector.empty("c", allocator);
    IntVector largeElements =
        (IntVector)
            large.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true))).getVector();
    large.allocateNew();
    large.startNewValue(0);
    largeElements.setSafe(0, 1);
    largeElements.setSafe(1, 2);
    large.endValue(0, 2);
    large.setValueCount(1);
    FixedSizeListVector fixed = FixedSizeListVector.empty("c", 2, allocator);
    IntVector fixedElements =
        (IntVector)
            fixed.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true))).getVector();
    fixed.allocateNew();
    fixed.setNotNull(0);
    fixedElements.setSafe(0, 3);
    fixedElements.setSafe(1, 4);
    fixed.setValueCount(1);

    Type type = Types.ListType.ofOptional(2, Types.LongType.get());
    assertThat(projected(type, large)).containsExactly("[1,2]");
    assertThat(projected(type, fixed)).containsExactly("[3,4]");
  }

  @Test
  void namesTheRowOfAValueInsideAList() {
    Field element =
        new Field(
            "e", FieldType.nullable(new ArrowType.Timestamp(TimeUnit.SECOND, null)), List.of());
    Field field = new Field("c", FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
    ListVector list = (ListVector) field.createVector(allocator);
    list.allocateNew();
    list.startNewValue(0);
    list.endValue(0, 0);
    list.startNewValue(1);
    list.getDataVector().allocateNew();
    list.getDataVector().getDataBuffer().setLong(0, Long.MAX_VALUE);
    list.getDataVector().getValidityBuffer().setByte(0, 1);
    list.endValue(1, 1);
    list.setValueCount(2);

    Type type = Types.ListType.ofOptional(2, Types.TimestampType.withoutZone());
    project(table(type), list).close();

    assertThat(log.kept()).hasSize(1);
    assertThat(log.kept().getFirst().row()).isEqualTo(12);
    assertThat(log.kept().getFirst().column()).isEqualTo("c.element");
  }

  @Test
  void projectsAnEmptyBatch() {
    assertThat(projected(Types.LongType.get(), ints("c"))).isEmpty();
    LargeVarCharVector strings = new LargeVarCharVector("c", allocator);
    assertThat(projected(Types.StringType.get(), strings)).isEmpty();
  }

  @Test
  void refusesVectorsThatHoldLessThanTheirBatch() {
    IntVector vector = ints("c", 1, 2);
    VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector.getField()), List.of(vector), 3);

    assertDamaged(table(Types.LongType.get()), root, "expected 3 values, found 2 values");
  }

  @Test
  void refusesStructsThatHoldLessThanTheirBatch() {
    StructVector struct = StructVector.empty("c", allocator);
    struct.addOrGet("x", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class);
    struct.allocateNew();
    struct.setValueCount(1);
    VectorSchemaRoot root = new VectorSchemaRoot(List.of(struct.getField()), List.of(struct), 2);
    Type type = Types.StructType.of(Types.NestedField.optional(2, "x", Types.LongType.get()));

    assertDamaged(table(type), root, "expected 2 values, found 1 values");
  }

  @Test
  void refusesBuffersThatAreTooShort() {
    IntVector vector = ints("c", 1, 2);
    try (ArrowBuf validity = allocator.buffer(8);
        ArrowBuf values = allocator.buffer(8)) {
      vector.loadFieldBuffers(new ArrowFieldNode(9, 0), List.of(validity, values));
    }

    assertDamaged(Types.LongType.get(), vector, "expected 9 values, found 2 values");
  }

  @Test
  void refusesOffsetsThatDoNotGrow() {
    LargeVarCharVector strings = new LargeVarCharVector("c", allocator);
    strings.setSafe(0, utf8("ab"));
    strings.setSafe(1, utf8("cd"));
    strings.setValueCount(2);
    strings.getOffsetBuffer().setLong(8, 9);
    assertDamaged(Types.StringType.get(), strings, "expected growing offsets, found 4 after 9");
  }

  @Test
  void refusesOffsetsBeyondTheirValues() {
    VarBinaryVector bytes =
        new VarBinaryVector(
            "c",
            new FieldType(
                true, ArrowType.Binary.INSTANCE, null, Map.of(ArrowMapping.FIXED_LENGTH_KEY, "2")),
            allocator);
    bytes.setSafe(0, new byte[] {1, 2});
    bytes.setValueCount(1);
    bytes.getOffsetBuffer().setInt(4, 1 << 30);
    assertDamaged(Types.FixedType.ofLength(2), bytes, "expected offsets within");
  }

  @Test
  void refusesViewsBeyondTheirBuffers() {
    ViewVarCharVector strings = new ViewVarCharVector("c", allocator);
    strings.allocateNew(1);
    strings.setSafe(0, utf8("longer than twelve bytes"));
    strings.setValueCount(1);
    strings.getDataBuffer().setInt(12, 1 << 30);
    assertDamaged(Types.StringType.get(), strings, "a view into its buffers");
    ViewVarCharVector negative = new ViewVarCharVector("c", allocator);
    negative.allocateNew(1);
    negative.setSafe(0, utf8("short"));
    negative.setValueCount(1);
    negative.getDataBuffer().setInt(0, -1);
    assertDamaged(Types.StringType.get(), negative, "expected a length, found -1 bytes");
  }

  @Test
  void refusesListOffsetsBeyond32Bits() {
    LargeListVector large = LargeListVector.empty("c", allocator);
    large.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
    large.allocateNew();
    large.startNewValue(0);
    large.endValue(0, 0);
    large.setValueCount(1);
    large.getOffsetBuffer().setLong(8, 1L << 40);
    assertDamaged(
        Types.ListType.ofOptional(2, Types.LongType.get()), large, "offsets within the elements");
  }

  @Test
  void freesWhatItMadeWhenMemoryRunsOut() {
    IntVector source = ints("c", 1, 2, 3);
    Projection projection = projection(table(Types.LongType.get()), source);
    IncomingBatch batch = batch(VectorSchemaRoot.of(source));
    try (BufferAllocator tight = allocator.newChildAllocator("tight", 0, 8);
        batch) {
      assertThatThrownBy(() -> projection.project(batch, tight, log))
          .isInstanceOf(OutOfMemoryException.class);
      assertThat(tight.getAllocatedMemory()).isZero();
    }
  }

  private static Schema table(Type type) {
    return new Schema(Types.NestedField.optional(1, "c", type));
  }

  private Projection projection(Schema table, FieldVector... vectors) {
    org.apache.arrow.vector.types.pojo.Schema schema =
        new org.apache.arrow.vector.types.pojo.Schema(
            Arrays.stream(vectors).map(FieldVector::getField).toList());
    SourceShape shape = new SourceShape("a.arrow", schema, dictionaries);
    return Projection.of(SourceMatch.of("ns.t", table, shape, LOOSE));
  }

  private IncomingBatch batch(VectorSchemaRoot root) {
    return IncomingBatch.of(new BatchOrigin("a.arrow", 11), root, dictionaries);
  }

  private ProjectedBatch project(Schema table, FieldVector... vectors) {
    Projection projection = projection(table, vectors);
    try (IncomingBatch batch = batch(VectorSchemaRoot.of(vectors))) {
      return projection.project(batch, allocator, log);
    }
  }

  private List<Object> projected(Type type, FieldVector vector) {
    try (ProjectedBatch batch = project(table(type), vector)) {
      return values(batch.root().getVector(0));
    }
  }

  private void assertDamaged(Type type, FieldVector vector, String message) {
    assertDamaged(table(type), VectorSchemaRoot.of(vector), message);
  }

  private void assertDamaged(Schema table, VectorSchemaRoot root, String message) {
    Projection projection = projection(table, root.getVector(0));
    try (IncomingBatch batch = batch(root)) {
      assertThatThrownBy(() -> projection.project(batch, allocator, log))
          .isInstanceOfSatisfying(
              FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE))
          .hasMessageContaining("Column 'c' of 'a.arrow', batch from row 11")
          .hasMessageContaining(message);
    }
  }

  private IntVector ints(String name, Integer... values) {
    IntVector vector = new IntVector(name, allocator);
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else {
        vector.set(i, values[i]);
      }
    }
    vector.setValueCount(values.length);
    return vector;
  }

  /** A value and a null. */
  private static FieldVector filled(FieldVector vector, int value) {
    vector.allocateNew();
    switch (vector) {
      case TinyIntVector bytes -> bytes.set(0, value);
      case SmallIntVector shorts -> shorts.set(0, value);
      case UInt1Vector bytes -> bytes.set(0, value);
      case UInt2Vector shorts -> shorts.set(0, value);
      case UInt4Vector numbers -> numbers.set(0, value);
      default -> throw new IllegalArgumentException("" + vector);
    }
    vector.setValueCount(2);
    return vector;
  }

  private Float2Vector half() {
    Float2Vector vector = new Float2Vector("c", allocator);
    vector.setSafe(0, Float.floatToFloat16(1.5f));
    vector.setNull(1);
    vector.setValueCount(2);
    return vector;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Violation found(long row, String column, String expected, String found) {
    return Violation.ofRow(row, column, expected, found).inSource("a.arrow");
  }

  private static List<Object> values(FieldVector vector) {
    Object[] values = new Object[vector.getValueCount()];
    for (int i = 0; i < values.length; i++) {
      Object value =
          vector instanceof BigIntVector longs && !longs.isNull(i)
              ? (Object) longs.get(i)
              : vector.getObject(i);
      values[i] = printed(value);
    }
    return Arrays.asList(values);
  }

  private static Object printed(Object value) {
    return switch (value) {
      case byte[] bytes -> Arrays.toString(bytes);
      case null -> null;
      case Number number -> number;
      default -> value.toString();
    };
  }
}
