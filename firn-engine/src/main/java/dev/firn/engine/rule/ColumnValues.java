package dev.firn.engine.rule;

import static dev.firn.engine.batch.VectorMemory.DOUBLE;
import static dev.firn.engine.batch.VectorMemory.FLOAT;
import static dev.firn.engine.batch.VectorMemory.INT;
import static dev.firn.engine.batch.VectorMemory.LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The values of columns, brought from Arrow's layouts into buffers. */
final class ColumnValues {
  private static final long DECIMAL_BYTES = 16;
  private static final int UUID_BYTES = 16;

  private ColumnValues() {}

  /** The reader of a column that has a {@link Kind}. */
  static Values of(ColumnPath path) {
    Type type = path.field().type();
    return switch (type.typeId()) {
      case INTEGER, DATE -> new Ints(path, new Buffer.Longs());
      case DECIMAL ->
          Kind.of(type) == Kind.LONG
              ? new Decimals(path, new Buffer.Longs())
              : new WideDecimals(path, new Buffer.Wides());
      case FLOAT -> new Floats(path, new Buffer.Doubles());
      case DOUBLE -> new Doubles(path, new Buffer.Doubles());
      case STRING, BINARY -> new Variable(path, new Buffer.Bytes());
      case UUID -> new Fixed(path, UUID_BYTES, new Buffer.Bytes());
      case FIXED -> new Fixed(path, ((Types.FixedType) type).length(), new Buffer.Bytes());
      case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> new Longs(path, new Buffer.Longs());
      case BOOLEAN, STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN ->
          throw new IllegalStateException("No values of type " + type);
    };
  }

  /** 64 bits. */
  private record Longs(ColumnPath path, Buffer.Longs buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      MemorySegment.copy(path.data(), LONG, frame.from() * 8L, buffer.values(), 0, frame.count());
      return buffer;
    }
  }

  /** 32 bits, signed. */
  private record Ints(ColumnPath path, Buffer.Longs buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      read(path.data(), frame.from() * 4L, frame.count(), buffer.values());
      return buffer;
    }

    private static void read(MemorySegment from, long offset, int count, long[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = from.get(INT, offset + i * 4L);
      }
    }
  }

  /** The low half of 128 bits; the high half of so few digits is only sign. */
  private record Decimals(ColumnPath path, Buffer.Longs buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      read(path.data(), frame.from() * DECIMAL_BYTES, frame.count(), buffer.values());
      return buffer;
    }

    private static void read(MemorySegment from, long offset, int count, long[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = from.get(LONG, offset + i * DECIMAL_BYTES);
      }
    }
  }

  /** 128 bits. */
  private record WideDecimals(ColumnPath path, Buffer.Wides buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      long offset = frame.from() * DECIMAL_BYTES;
      Decimals.read(path.data(), offset, frame.count(), buffer.low());
      Decimals.read(path.data(), offset + 8, frame.count(), buffer.high());
      return buffer;
    }
  }

  /** Single precision. */
  private record Floats(ColumnPath path, Buffer.Doubles buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      read(path.data(), frame.from() * 4L, frame.count(), buffer.values());
      return buffer;
    }

    private static void read(MemorySegment from, long offset, int count, double[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = from.get(FLOAT, offset + i * 4L);
      }
    }
  }

  /** Double precision. */
  private record Doubles(ColumnPath path, Buffer.Doubles buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      MemorySegment.copy(path.data(), DOUBLE, frame.from() * 8L, buffer.values(), 0, frame.count());
      return buffer;
    }
  }

  /** Text and binary of any length. */
  private record Variable(ColumnPath path, Buffer.Bytes buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      buffer.readFrom(path.data());
      MemorySegment offsets = path.offsets();
      ValueLayout.OfInt layout = INT;
      long offset = frame.from() * 4L;
      MemorySegment.copy(offsets, layout, offset, buffer.starts(), 0, frame.count());
      MemorySegment.copy(offsets, layout, offset + 4, buffer.ends(), 0, frame.count());
      return buffer;
    }
  }

  /** Binary of one length. */
  private record Fixed(ColumnPath path, int valueBytes, Buffer.Bytes buffer) implements Values {
    @Override
    public Buffer evaluate(Frame frame) {
      path.readStates(frame, buffer.states());
      buffer.readFrom(path.data());
      int[] starts = buffer.starts();
      int[] ends = buffer.ends();
      for (int i = 0; i < frame.count(); i++) {
        starts[i] = (frame.from() + i) * valueBytes;
        ends[i] = starts[i] + valueBytes;
      }
      return buffer;
    }
  }
}
