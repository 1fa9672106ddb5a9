package dev.firn.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.log.FrameHeader.Kind;
import dev.firn.engine.log.FrameHeader.Stored;
import dev.firn.engine.schema.ArrowMapping;
import java.nio.ByteBuffer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers are read as they were written, or not at all. */
final class FrameHeaderTest {
  private static FrameHeader header(String producer) {
    return new FrameHeader(
        Kind.ROWS,
        Stored.LZ4,
        4_096,
        1_024,
        80,
        0xCAFEBABE,
        120,
        2,
        new RowSpan(1L << 40, (1L << 40) + 9),
        1_767_322_245_000L,
        producer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p", "seven77", "eight888", "ü-✓"})
  void isReadAsItWasWritten(String producer) {
    FrameHeader header = header(producer);
    ByteBuffer bytes = header.toBytes();
    assertThat(bytes.remaining()).isEqualTo(header.headerBytes()).matches(each -> each % 8 == 0);
    assertThat(FrameHeader.parse(bytes, 4_096)).contains(header);
    assertThat(header.endOffset()).isEqualTo(4_096 + header.headerBytes() + 80);
  }

  @Test
  void longestNameFits() {
    String name = "✓".repeat(255);
    ByteBuffer bytes = header(name).toBytes();
    assertThat(bytes.remaining()).isLessThanOrEqualTo(FrameHeader.BYTES_MAX);
    assertThat(FrameHeader.parse(bytes, 4_096)).map(FrameHeader::producer).contains(name);
  }

  @Test
  void turnedBitAnywhereIsNoHeader() {
    ByteBuffer bytes = header("p").toBytes();
    for (int bit = 0; bit < bytes.capacity() * 8; bit++) {
      ByteBuffer turned = copyOf(bytes);
      turned.put(bit / 8, (byte) (turned.get(bit / 8) ^ 1 << bit % 8));
      assertThat(FrameHeader.parse(turned, 4_096)).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void lessThanAWholeHeaderIsNone() {
    ByteBuffer bytes = header("producer").toBytes();
    for (int length = 0; length < bytes.capacity(); length++) {
      assertThat(FrameHeader.parse(bytes.slice(0, length), 4_096)).as("%d", length).isEmpty();
    }
  }

  @Test
  void headerOfAnotherPlaceIsNone() {
    assertThat(FrameHeader.parse(header("p").toBytes(), 4_104)).isEmpty();
  }

  @Test
  void kindOfANewerVersionIsNone() {
    ByteBuffer bytes = header("p").toBytes();
    bytes.put(12, (byte) 9);
    bytes.putInt(4, Checksum.of(bytes, 8, bytes.capacity()));
    assertThat(FrameHeader.parse(bytes, 4_096)).isEmpty();
  }

  @Test
  void segmentHeaderIsReadAsItWasWritten() {
    SegmentHeader header = segmentHeader();
    ByteBuffer bytes = header.toBytes();
    assertThat(SegmentHeader.lengthOf(bytes)).contains(bytes.remaining());
    SegmentHeader parsed = SegmentHeader.parse(bytes).orElseThrow();
    assertThat(parsed.schema()).isEqualTo(header.schema());
    assertThat(parsed.producers().of("p")).isEqualTo(header.producers().of("p"));
    assertThat(parsed)
        .extracting(
            SegmentHeader::tableUuid,
            SegmentHeader::logId,
            SegmentHeader::epoch,
            SegmentHeader::baseOffset,
            SegmentHeader::committedOffset,
            SegmentHeader::createdAtMillis)
        .containsExactly(header.tableUuid(), header.logId(), 3L, 4_096L, 2_048L, 99L);
  }

  @Test
  void segmentHeaderWithATurnedBitIsNone() {
    ByteBuffer bytes = segmentHeader().toBytes();
    for (int at = 12; at < bytes.capacity(); at++) {
      ByteBuffer turned = copyOf(bytes);
      turned.put(at, (byte) (turned.get(at) ^ 16));
      assertThat(SegmentHeader.parse(turned)).as("byte %d", at).isEmpty();
    }
    for (int at = 0; at < 8; at++) {
      ByteBuffer turned = copyOf(bytes);
      turned.put(at, (byte) (turned.get(at) ^ 16));
      assertThat(SegmentHeader.lengthOf(turned)).as("byte %d", at).isEmpty();
    }
  }

  private static SegmentHeader segmentHeader() {
    ProducerStates producers = ProducerStates.none();
    producers.add("p", new RowSpan(1, 10), 4_000, 5);
    Schema schema = ArrowMapping.toArrow(TestLog.SCHEMA);
    return new SegmentHeader(
        "00000000-0000-0000-0000-000000000001",
        "01KDXT79D831160SRWNDE1B34P",
        3,
        4_096,
        2_048,
        99,
        schema,
        producers);
  }

  private static ByteBuffer copyOf(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.capacity()).put(0, bytes, 0, bytes.capacity());
  }
}
