package dev.firn.engine.schema;

import dev.firn.engine.batch.VectorMemory;
import dev.firn.engine.schema.VectorFill.Place;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;

/**
 * Writes a column's default into every place of a vector: what Iceberg asks of writers where a
 * source has no such column (table spec, "Default values", write-default).
 *
 * <p>Limit: as for every column, a batch holds at most 2 GiB of it.
 */
final class DefaultFill {
  /** Arrow's decimals are 16 bytes, the least significant first. */
  private static final int DECIMAL_BYTES = 16;

  private static final byte ALL_SET = -1;
  private static final byte NONE_SET = 0;

  private DefaultFill() {}

  static void fill(Object value, Place place) {
    switch (place.target()) {
      case BitVector bits -> fillBits((Boolean) value, bits, place.count());
      case BaseFixedWidthVector fixed -> fillFixed(bytes(value), fixed, place.count());
      case BaseVariableWidthVector variable -> fillVariable(bytes(value), variable, place.count());
      default -> throw new IllegalStateException("A default for " + place.target().getField());
    }
  }

  private static void fillBits(boolean value, BitVector target, int count) {
    target.allocateNew(count);
    int bytes = BitVectorHelper.getValidityBufferSize(count);
    setBytes(target.getDataBuffer(), bytes, value ? ALL_SET : NONE_SET);
    finish(target, count);
  }

  private static void fillFixed(byte[] value, BaseFixedWidthVector target, int count) {
    if (value.length != target.getTypeWidth()) {
      throw new IllegalStateException(
          "A default of " + value.length + " bytes for " + target.getField());
    }
    target.allocateNew(count);
    repeat(value, VectorMemory.of(target.getDataBuffer()), count);
    finish(target, count);
  }

  private static void fillVariable(byte[] value, BaseVariableWidthVector target, int count) {
    target.allocateNew(Math.multiplyExact(value.length, count), count);
    MemorySegment offsets = VectorMemory.of(target.getOffsetBuffer());
    for (int position = 0; position <= count; position++) {
      offsets.set(VectorMemory.INT, position * 4L, position * value.length);
    }
    repeat(value, VectorMemory.of(target.getDataBuffer()), count);
    setBytes(target.getValidityBuffer(), BitVectorHelper.getValidityBufferSize(count), ALL_SET);
    target.setLastSet(count - 1);
    target.setValueCount(count);
  }

  private static void finish(FieldVector target, int count) {
    setBytes(target.getValidityBuffer(), BitVectorHelper.getValidityBufferSize(count), ALL_SET);
    target.setValueCount(count);
  }

  private static void setBytes(ArrowBuf buffer, int count, byte value) {
    VectorMemory.of(buffer).asSlice(0, count).fill(value);
  }

  /** Each copy doubles what is written, so that short values cost no call each. */
  private static void repeat(byte[] value, MemorySegment to, int count) {
    long bytes = (long) value.length * count;
    if (bytes == 0) {
      return;
    }
    MemorySegment.copy(MemorySegment.ofArray(value), 0, to, 0, value.length);
    for (long written = value.length; written < bytes; written *= 2) {
      MemorySegment.copy(to, 0, to, written, Math.min(written, bytes - written));
    }
  }

  /** A value as Arrow lays it out, from Iceberg's internal class of it. */
  private static byte[] bytes(Object value) {
    return switch (value) {
      case Integer number -> littleEndian(4).putInt(number).array();
      case Long number -> littleEndian(8).putLong(number).array();
      case Float number -> littleEndian(4).putFloat(number).array();
      case Double number -> littleEndian(8).putDouble(number).array();
      case BigDecimal number -> decimal(number);
      case CharSequence text -> text.toString().getBytes(StandardCharsets.UTF_8);
      case UUID id ->
          ByteBuffer.allocate(16)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits())
              .array();
      case ByteBuffer binary -> {
        byte[] copy = new byte[binary.remaining()];
        binary.duplicate().get(copy);
        yield copy;
      }
      default -> throw new IllegalStateException("A default of " + value.getClass());
    };
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] decimal(BigDecimal number) {
    byte[] bigEndian = number.unscaledValue().toByteArray();
    byte[] bytes = new byte[DECIMAL_BYTES];
    Arrays.fill(bytes, (byte) (number.signum() < 0 ? -1 : 0));
    for (int index = 0; index < bigEndian.length; index++) {
      bytes[index] = bigEndian[bigEndian.length - 1 - index];
    }
    return bytes;
  }
}
