package dev.firn.input;

import static dev.firn.input.InputFixtures.assertCode;
import static dev.firn.input.LiveInputFixture.FOR_EVER;
import static dev.firn.input.LiveInputFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Arrow streams that come in pieces, and batches that are handed on in pieces. */
@Timeout(60)
final class LiveArrowTest {
  private static final Field ID = field("id", new ArrowType.Int(32, true));
  private static final Field FLAG = field("flag", ArrowType.Bool.INSTANCE);
  private static final Field NAMES =
      field("names", ArrowType.List.INSTANCE, field("item", ArrowType.Utf8.INSTANCE));
  private static final Field PLACE =
      field("place", ArrowType.Struct.INSTANCE, field("zip", ArrowType.Utf8.INSTANCE));
  private static final Schema SCHEMA = new Schema(List.of(ID, FLAG, NAMES, PLACE));

  private final LiveInputFixture live = new LiveInputFixture();
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    live.close();
  }

  @Test
  void batchIsHandedOnBeforeTheNextComes() throws IOException {
    List<byte[]> messages = stream(2, 3);
    live.pipe.send(messages.get(0)).send(messages.get(1));
    try (InputSource source = live.follow(InputFormat.ARROW, FOR_EVER)) {
      assertThat(next(source)).containsExactly(row(1), row(2));
      live.pipe.send(messages.get(2)).end();
      assertThat(next(source)).containsExactly(row(3), row(4), row(5));
      assertThat(next(source)).containsExactly("end");
      assertThat(source.rowsRead()).isEqualTo(5);
    }
  }

  @Test
  void largeBatchesComeInPieces() throws IOException {
    live.options = live.options.withBatchRows(4);
    send(stream(3, 0, 9, 4));
    try (InputSource source = live.follow(InputFormat.ARROW, FOR_EVER)) {
      List<String> rows = new ArrayList<>();
      for (int count : List.of(3, 4, 4, 1, 4)) {
        List<String> piece = next(source);
        assertThat(piece).hasSize(count);
        rows.addAll(piece);
      }
      assertThat(next(source)).containsExactly("end");
      for (int row = 1; row <= 16; row++) {
        assertThat(rows.get(row - 1)).isEqualTo(row(row));
      }
    }
  }

  @Test
  void skippedRowsMayEndWithinABatch() throws IOException {
    for (int count = 0; count <= 9; count++) {
      GrowingInput input = new GrowingInput();
      stream(3, 5).forEach(input::send);
      input.end();
      live.options = live.options.withStandardInput(input);
      try (InputSource source = live.follow(InputFormat.ARROW, FOR_EVER)) {
        assertThat(source.skip(count)).isEqualTo(Math.min(8, count));
        assertThat(next(source).getFirst()).isEqualTo(count < 8 ? row(count + 1) : "end");
      }
    }
  }

  @Test
  void readerThatIsClosedBetweenPiecesLeavesNothing() throws IOException {
    live.options = live.options.withBatchRows(2);
    send(stream(5));
    try (InputSource source = live.follow(InputFormat.ARROW, FOR_EVER)) {
      assertThat(next(source)).hasSize(2);
    }
    assertThat(live.budget.usedBytes()).isZero();
  }

  @Test
  void filesAreReadInEitherFormat() throws IOException {
    Path file = folder.resolve("x.arrow");
    for (byte[] content : List.of(joined(stream(2, 3)), file(2, 3))) {
      Files.write(file, content);
      try (InputSource source =
          live.follow(List.of(file.toString()), InputFormat.ARROW, FOR_EVER)) {
        assertThat(source.skip(2)).isEqualTo(2);
        assertThat(next(source)).containsExactly(row(3), row(4), row(5));
      }
    }
  }

  @Test
  void interruptEndsTheWaitForTheSchema() {
    Thread.currentThread().interrupt();
    assertCode(ErrorCode.CANCELLED, () -> live.follow(InputFormat.ARROW, FOR_EVER));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void interruptEndsTheWaitForABatch() throws IOException {
    live.pipe.send(stream(1).getFirst());
    try (InputSource source = live.follow(InputFormat.ARROW, FOR_EVER)) {
      Thread.currentThread().interrupt();
      assertCode(ErrorCode.CANCELLED, source::nextBatch);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void send(List<byte[]> messages) {
    messages.forEach(live.pipe::send);
    live.pipe.end();
  }

  /** The row of a number, as the fixture shows it. */
  private static String row(int number) {
    boolean isNull = number % 5 == 0;
    return number
        + ": "
        + (isNull ? "null" : number)
        + " "
        + (number % 2 == 0)
        + " "
        + (isNull ? "null" : number % 3 == 0 ? "[]" : "[\"a" + number + "\",\"b\"]")
        + " {\"zip\":\"z"
        + number
        + "\"}";
  }

  /** The schema's message, then those of batches of so many rows. */
  private static List<byte[]> stream(int... batchRows) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(bytes));
      writer.start();
      messages.add(bytes.toByteArray());
      int first = 1;
      for (int rows : batchRows) {
        bytes.reset();
        fill(root, first, rows);
        writer.writeBatch();
        messages.add(bytes.toByteArray());
        first += rows;
      }
    }
    return messages;
  }

  private static byte[] file(int... batchRows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(bytes))) {
      int first = 1;
      for (int rows : batchRows) {
        fill(root, first, rows);
        writer.writeBatch();
        first += rows;
      }
    }
    return bytes.toByteArray();
  }

  private static void fill(VectorSchemaRoot root, int first, int rows) {
    root.allocateNew();
    IntVector ids = (IntVector) root.getVector(0);
    BitVector flags = (BitVector) root.getVector(1);
    ListVector lists = (ListVector) root.getVector(2);
    VarCharVector items = (VarCharVector) lists.getDataVector();
    StructVector places = (StructVector) root.getVector(3);
    VarCharVector zips = (VarCharVector) places.getChild("zip");
    int item = 0;
    for (int at = 0; at < rows; at++) {
      int number = first + at;
      boolean isNull = number % 5 == 0;
      if (isNull) {
        ids.setNull(at);
        lists.setNull(at);
      } else {
        ids.setSafe(at, number);
        int count = number % 3 == 0 ? 0 : 2;
        lists.startNewValue(at);
        if (count == 2) {
          items.setSafe(item, new Text("a" + number));
          items.setSafe(item + 1, new Text("b"));
        }
        lists.endValue(at, count);
        item += count;
      }
      flags.setSafe(at, number % 2 == 0 ? 1 : 0);
      places.setIndexDefined(at);
      zips.setSafe(at, new Text("z" + number));
    }
    items.setValueCount(item);
    root.setRowCount(rows);
  }

  private static byte[] joined(List<byte[]> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static Field field(String name, ArrowType type, Field... children) {
    return new Field(name, FieldType.nullable(type), List.of(children));
  }
}
