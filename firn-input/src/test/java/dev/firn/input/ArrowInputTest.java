package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.InputFixtures.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ArrowInputTest {
  private static final String ROWS =
      "[[1, one, [1,2]], [null, null, null], [3, three, []], [4, four, [4]]]";

  private final MemoryBudget budget = MemoryBudget.of(64L << 20);
  private final BufferAllocator allocator = budget.arrowRoot();
  @TempDir Path folder;

  /** The two IPC formats. */
  enum Ipc {
    FILE,
    STREAM
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @Test
  void memoryThatIsRefusedIsNoDamage() throws IOException {
    Path file = Files.write(folder.resolve("x.arrow"), sample(Ipc.FILE, CodecType.ZSTD));
    long enough = bytesThatSuffice(file);
    assertThat(enough).isGreaterThan(64);
    for (long bytes = 1; bytes < enough; bytes += 7) {
      try (MemoryBudget little = MemoryBudget.of(bytes)) {
        FirnException failure = assertCode(ErrorCode.MEMORY, () -> read(file, little));
        assertThat(failure).hasMessageContaining("x.arrow").hasMessageContaining("max_usage");
      }
    }
  }

  private static long bytesThatSuffice(Path file) throws IOException {
    try (MemoryBudget plenty = MemoryBudget.of(64L << 20)) {
      read(file, plenty);
      return plenty.peakBytes();
    }
  }

  private static void read(Path file, MemoryBudget from) throws IOException {
    try (InputFiles inputs =
            InputFiles.find(List.of(file.toString()), InputOptions.defaults(), from);
        SourceReader rows = inputs.openColumns(inputs.files().getFirst())) {
      readAll(rows);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsBothFormatsWhateverTheExtension(Ipc ipc) throws IOException {
    for (String name : List.of("x.arrow", "x.feather", "x.ipc", "x.arrows")) {
      Files.write(folder.resolve(name), sample(ipc, CodecType.NO_COMPRESSION));
      assertThat(read(name)).hasToString(ROWS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsCompressedBodies(CodecType codec) throws IOException {
    for (Ipc ipc : Ipc.values()) {
      Files.write(folder.resolve("x.arrow"), sample(ipc, codec));
      assertThat(read("x.arrow")).hasToString(ROWS);
    }
  }

  @Test
  void readsAStreamFromStandardInput() throws IOException {
    byte[] stream = sample(Ipc.STREAM, CodecType.ZSTD);
    InputOptions options =
        InputOptions.defaults()
            .withFormat(InputFormat.ARROW)
            .withStandardInput(new ByteArrayInputStream(stream));
    try (InputFiles inputs = InputFiles.find(List.of("-"), options, budget);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(inputs.bytesTotal()).isEmpty();
      assertThat(inputs.files().getFirst().bytes()).isEmpty();
      assertThat(readAll(source)).hasToString(ROWS);
      assertThat(source.bytesRead()).isEqualTo(stream.length);
      assertThat(source.rowsRead()).isEqualTo(4);
    }
  }

  @Test
  void refusesStandardInputThatIsNoStream() {
    for (byte[] input :
        List.of(
            new byte[] {'A', 'R', 'R', 'O', 'W', '1', 0, 0},
            "a,b\n1,2".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            new byte[0])) {
      InputOptions options =
          InputOptions.defaults()
              .withFormat(InputFormat.ARROW)
              .withStandardInput(new ByteArrayInputStream(input));
      try (InputFiles inputs = InputFiles.find(List.of("-"), options, budget)) {
        assertCode(ErrorCode.INPUT_UNREADABLE, () -> inputs.openColumns(inputs.files().getFirst()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void decodesDictionaries(Ipc ipc) throws IOException {
    Files.write(folder.resolve("x.arrow"), dictionarySample(ipc));
    try (InputFiles inputs = find("x.arrow");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(source.getVectorSchemaRoot().getSchema()).hasToString("Schema<city: Utf8>");
      assertThat(source.getDictionaryVectors()).isEmpty();
      assertThat(readAll(source)).hasToString("[[Oslo], [null], [Rom], [Oslo]]");
    }
  }

  @Test
  void givesWideAndViewTypesTheirPlainForm() throws IOException {
    try (LargeVarCharVector large = new LargeVarCharVector("large", allocator);
        ViewVarCharVector view = new ViewVarCharVector("view", allocator);
        TimeStampMilliTZVector zoned =
            new TimeStampMilliTZVector("zoned", allocator, "America/New_York")) {
      large.setSafe(0, new Text("abc"));
      large.setNull(1);
      view.setSafe(0, "longer than twelve bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      view.setSafe(1, "short".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      zoned.setSafe(0, 5);
      zoned.setSafe(1, 6);
      VectorSchemaRoot root = VectorSchemaRoot.of(large, view, zoned);
      root.setRowCount(2);
      Files.write(folder.resolve("x.arrow"), write(Ipc.FILE, root, CodecType.NO_COMPRESSION, null));
    }
    try (InputFiles inputs = find("x.arrow");
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      assertThat(source.getVectorSchemaRoot().getSchema())
          .hasToString("Schema<large: Utf8, view: Utf8, zoned: Timestamp(MILLISECOND, UTC)>");
      assertThat(readAll(source))
          .hasToString("[[abc, longer than twelve bytes, 5], [null, short, 6]]");
    }
  }

  @Test
  void refusesColumnsOfTheSameName() throws IOException {
    try (IntVector a = new IntVector("a", allocator);
        IntVector b = new IntVector("a", allocator)) {
      VectorSchemaRoot root = VectorSchemaRoot.of(a, b);
      Files.write(
          folder.resolve("x.arrow"), write(Ipc.STREAM, root, CodecType.NO_COMPRESSION, null));
    }
    assertThat(assertCode(ErrorCode.INPUT_UNREADABLE, () -> read("x.arrow")))
        .hasMessageContaining("found 'a' twice");
  }

  @ParameterizedTest
  @EnumSource
  void namesADecimalThatIsTooNarrowToBeRead(Ipc ipc) throws IOException {
    Field price = Field.nullable("price", new ArrowType.Decimal(9, 2, 32));
    FieldType struct = FieldType.nullable(ArrowType.Struct.INSTANCE);
    Schema schema = new Schema(List.of(new Field("item", struct, List.of(price))));
    Files.write(folder.resolve("x.arrow"), withoutBatches(ipc, schema));
    assertThat(assertCode(ErrorCode.UNSUPPORTED, () -> read("x.arrow")))
        .hasMessage(
            "Input 'x.arrow': Column 'item.price': expected a decimal of 128 bits, found"
                + " decimal(9, 2) of 32 bits. Cast it before the load.");
  }

  /** Written by hand, because Arrow's writers want vectors, which some types do not have. */
  private static byte[] withoutBatches(Ipc ipc, Schema schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WriteChannel channel = new WriteChannel(Channels.newChannel(bytes));
    switch (ipc) {
      case STREAM -> MessageSerializer.serialize(channel, schema);
      case FILE -> {
        byte[] magic = "ARROW1".getBytes(StandardCharsets.US_ASCII);
        channel.write(magic);
        channel.align();
        long start = channel.getCurrentPosition();
        channel.write(new ArrowFooter(schema, List.of(), List.of()), false);
        channel.writeIntLittleEndian((int) (channel.getCurrentPosition() - start));
        channel.write(magic);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void refusesABatchBeyondTheBudget() throws IOException {
    try (BigIntVector vector = new BigIntVector("i", allocator)) {
      vector.allocateNew(3_000_000);
      VectorSchemaRoot root = VectorSchemaRoot.of(vector);
      root.setRowCount(3_000_000);
      Files.write(folder.resolve("x.arrow"), write(Ipc.FILE, root, CodecType.ZSTD, null));
    }
    try (org.apache.arrow.memory.ArrowBuf hog = allocator.buffer(50L << 20)) {
      assertThat(hog.capacity()).isPositive();
      assertThat(assertCode(ErrorCode.MEMORY, () -> read("x.arrow")))
          .hasMessageStartingWith("Input 'x.arrow': ");
    }
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    byte[] whole = sample(Ipc.FILE, CodecType.NO_COMPRESSION);
    for (int length = 0; length < whole.length; length++) {
      Files.write(folder.resolve("x.arrow"), Arrays.copyOf(whole, length));
      assertCode(ErrorCode.INPUT_UNREADABLE, () -> read("x.arrow"));
    }
  }

  @Test
  void refusesAStreamCutInsideAMessage() throws IOException {
    byte[] whole = sample(Ipc.STREAM, CodecType.NO_COMPRESSION);
    int refused = 0;
    for (int length = 0; length < whole.length - 8; length++) {
      Files.write(folder.resolve("x.arrow"), Arrays.copyOf(whole, length));
      try {
        // Only between two messages, where the format allows a stream to end, fewer rows come out.
        assertThat(ROWS).startsWith(read("x.arrow").toString().replaceAll("]$", ""));
      } catch (FirnException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length - 8 - 6);
  }

  @ParameterizedTest
  @EnumSource
  void survivesAnyFlippedByte(Ipc ipc) throws IOException {
    for (CodecType codec : List.of(CodecType.NO_COMPRESSION, CodecType.ZSTD)) {
      byte[] whole = sample(ipc, codec);
      for (int at = 0; at < whole.length; at++) {
        for (int value : new int[] {0xff, whole[at] ^ 0x01}) {
          byte[] bad = whole.clone();
          bad[at] = (byte) value;
          readDamaged(bad);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesRandomDamage(Ipc ipc) throws IOException {
    Random random = new Random(20_010_131);
    byte[] plain = sample(ipc, CodecType.NO_COMPRESSION);
    byte[] dictionary = dictionarySample(ipc);
    for (int round = 0; round < 500; round++) {
      byte[] bad = (random.nextBoolean() ? plain : dictionary).clone();
      int damages = 1 + random.nextInt(6);
      for (int i = 0; i < damages; i++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      readDamaged(bad);
    }
  }

  @Test
  void refusesLengthsThatTheInputCannotHold() throws IOException {
    byte[] hugeMetadata = {-1, -1, -1, -1, 0, 0, 0, 0x7f, 1, 2, 3, 4};
    Files.write(folder.resolve("x.arrow"), hugeMetadata);
    assertThat(assertCode(ErrorCode.INPUT_UNREADABLE, () -> read("x.arrow")))
        .hasMessageContaining("metadata is said to be 2130706432 bytes long");
  }

  /** Either clean rows or a clean refusal, and nothing left in memory. */
  private void readDamaged(byte[] bytes) throws IOException {
    Files.write(folder.resolve("bad.arrow"), bytes);
    try {
      read("bad.arrow");
    } catch (FirnException e) {
      assertThat(e.code())
          .isIn(ErrorCode.INPUT_UNREADABLE, ErrorCode.MEMORY, ErrorCode.UNSUPPORTED);
    }
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  private List<List<Object>> read(String name) throws IOException {
    try (InputFiles inputs = find(name);
        SourceReader source = inputs.openColumns(inputs.files().getFirst())) {
      return readAll(source);
    }
  }

  private InputFiles find(String name) {
    return InputFiles.find(
        List.of(name), InputOptions.defaults().withWorkingFolder(folder), budget);
  }

  /** Two batches of two rows: a number, a text, a list. */
  private byte[] sample(Ipc ipc, CodecType codec) throws IOException {
    try (IntVector numbers = new IntVector("n", allocator);
        VarCharVector texts = new VarCharVector("t", allocator);
        ListVector lists = ListVector.empty("l", allocator)) {
      lists.addOrGetVector(
          FieldType.nullable(new org.apache.arrow.vector.types.pojo.ArrowType.Int(32, true)));
      VectorSchemaRoot root = VectorSchemaRoot.of(numbers, texts, lists);
      return write(ipc, root, codec, this::fill);
    }
  }

  private void fill(VectorSchemaRoot root, int batch) {
    root.allocateNew();
    IntVector numbers = (IntVector) root.getVector("n");
    VarCharVector texts = (VarCharVector) root.getVector("t");
    ListVector lists = (ListVector) root.getVector("l");
    UnionListWriter writer = lists.getWriter();
    writer.setPosition(0);
    writer.startList();
    if (batch == 0) {
      numbers.setSafe(0, 1);
      texts.setSafe(0, new Text("one"));
      writer.writeInt(1);
      writer.writeInt(2);
      writer.endList();
      numbers.setNull(1);
      texts.setNull(1);
      lists.setNull(1);
    } else {
      numbers.setSafe(0, 3);
      texts.setSafe(0, new Text("three"));
      writer.endList();
      numbers.setSafe(1, 4);
      texts.setSafe(1, new Text("four"));
      writer.setPosition(1);
      writer.startList();
      writer.writeInt(4);
      writer.endList();
    }
    root.setRowCount(2);
  }

  /** Fills the root for each of two batches. */
  private interface Filling {
    void fill(VectorSchemaRoot root, int batch);
  }

  private byte[] write(Ipc ipc, VectorSchemaRoot root, CodecType codec, Filling filling)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowWriter writer = writer(ipc, root, null, bytes, codec)) {
      writer.start();
      for (int batch = 0; batch < (filling == null ? 1 : 2); batch++) {
        if (filling != null) {
          filling.fill(root, batch);
        }
        writer.writeBatch();
      }
      writer.end();
    }
    return bytes.toByteArray();
  }

  private static ArrowWriter writer(
      Ipc ipc,
      VectorSchemaRoot root,
      DictionaryProvider dictionaries,
      ByteArrayOutputStream bytes,
      CodecType codec) {
    CompressionCodec.Factory compression =
        codec == CodecType.NO_COMPRESSION
            ? NoCompressionCodec.Factory.INSTANCE
            : CommonsCompressionFactory.INSTANCE;
    return switch (ipc) {
      case FILE ->
          new ArrowFileWriter(
              root,
              dictionaries,
              Channels.newChannel(bytes),
              null,
              IpcOption.DEFAULT,
              compression,
              codec);
      case STREAM ->
          new ArrowStreamWriter(
              root,
              dictionaries,
              Channels.newChannel(bytes),
              IpcOption.DEFAULT,
              compression,
              codec);
    };
  }

  private byte[] dictionarySample(Ipc ipc) throws IOException {
    try (VarCharVector values = new VarCharVector("values", allocator);
        VarCharVector cities = new VarCharVector("city", allocator)) {
      values.setSafe(0, new Text("Rom"));
      values.setSafe(1, new Text("Oslo"));
      values.setValueCount(2);
      cities.setSafe(0, new Text("Oslo"));
      cities.setNull(1);
      cities.setSafe(2, new Text("Rom"));
      cities.setSafe(3, new Text("Oslo"));
      cities.setValueCount(4);
      Dictionary dictionary = new Dictionary(values, new DictionaryEncoding(7, false, null));
      DictionaryProvider provider = new DictionaryProvider.MapDictionaryProvider(dictionary);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (org.apache.arrow.vector.FieldVector encoded =
              (org.apache.arrow.vector.FieldVector) DictionaryEncoder.encode(cities, dictionary);
          ArrowWriter writer =
              writer(
                  ipc, VectorSchemaRoot.of(encoded), provider, bytes, CodecType.NO_COMPRESSION)) {
        writer.start();
        writer.writeBatch();
        writer.end();
      }
      return bytes.toByteArray();
    }
  }
}
