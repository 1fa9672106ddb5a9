package dev.firn.bench;

import io.airlift.slice.Slices;
import io.trino.spi.block.ArrayBlock;
import io.trino.spi.block.Bitmap;
import io.trino.spi.block.Block;
import io.trino.spi.block.ByteArrayBlock;
import io.trino.spi.block.Int128ArrayBlock;
import io.trino.spi.block.IntArrayBlock;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.RowBlock;
import io.trino.spi.block.VariableWidthBlock;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Arrow vectors as blocks on the heap, which are Trino's form of columns, and Trino's types. */
final class ArrowBlocks {
  private ArrowBlocks() {}

  /** The type of a column. */
  static Type type(FieldVector vector) {
    return switch (vector) {
      case BitVector _ -> BooleanType.BOOLEAN;
      case IntVector _ -> IntegerType.INTEGER;
      case BigIntVector _ -> BigintType.BIGINT;
      case Float4Vector _ -> RealType.REAL;
      case Float8Vector _ -> DoubleType.DOUBLE;
      case DecimalVector decimals ->
          DecimalType.createDecimalType(decimals.getPrecision(), decimals.getScale());
      case DateDayVector _ -> DateType.DATE;
      case TimeStampMicroVector _ -> TimestampType.TIMESTAMP_MICROS;
      case VarCharVector _ -> VarcharType.VARCHAR;
      case ListVector lists -> new ArrayType(type(lists.getDataVector()));
      case StructVector structs ->
          RowType.from(
              structs.getChildrenFromFields().stream()
                  .map(child -> RowType.field(child.getName(), type(child)))
                  .toList());
      default -> throw refusal(vector);
    };
  }

  /** A copy of a column's values. */
  static Block block(FieldVector vector) {
    int count = vector.getValueCount();
    Optional<long[]> valid = valid(vector);
    return switch (vector) {
      case BitVector bits -> new ByteArrayBlock(count, valid, bytes(bits));
      case IntVector _, DateDayVector _, Float4Vector _ ->
          new IntArrayBlock(count, valid, ints(vector.getDataBuffer(), count));
      case BigIntVector _, TimeStampMicroVector _, Float8Vector _ ->
          new LongArrayBlock(count, valid, longs(vector.getDataBuffer(), count));
      case DecimalVector decimals when isShort(decimals) ->
          new LongArrayBlock(count, valid, lowWords(decimals));
      case DecimalVector decimals -> new Int128ArrayBlock(count, valid, words(decimals));
      case VarCharVector texts -> texts(texts, valid);
      case ListVector lists ->
          ArrayBlock.fromElementBlock(
              count, valid, ints(lists.getOffsetBuffer(), count + 1), block(lists.getDataVector()));
      case StructVector structs ->
          RowBlock.fromNotNullSuppressedFieldBlocks(
              count,
              valid,
              structs.getChildrenFromFields().stream()
                  .map(ArrowBlocks::block)
                  .toArray(Block[]::new));
      default -> throw refusal(vector);
    };
  }

  /** A bit for each value that is there; nothing if all are. */
  private static Optional<long[]> valid(FieldVector vector) {
    if (vector.getNullCount() == 0) {
      return Optional.empty();
    }
    long[] valid = Bitmap.allocateWords(vector.getValueCount(), false);
    for (int i = 0; i < vector.getValueCount(); i++) {
      if (!vector.isNull(i)) {
        Bitmap.set(valid, 0, i);
      }
    }
    return Optional.of(valid);
  }

  private static byte[] bytes(BitVector bits) {
    byte[] bytes = new byte[bits.getValueCount()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bits.isNull(i) ? 0 : (byte) bits.get(i);
    }
    return bytes;
  }

  private static int[] ints(ArrowBuf buffer, int count) {
    int[] ints = new int[count];
    for (int i = 0; i < count; i++) {
      ints[i] = buffer.getInt((long) i * Integer.BYTES);
    }
    return ints;
  }

  private static long[] longs(ArrowBuf buffer, int count) {
    long[] longs = new long[count];
    for (int i = 0; i < count; i++) {
      longs[i] = buffer.getLong((long) i * Long.BYTES);
    }
    return longs;
  }

  /** Whether all values of the type fit into a long; Arrow gives them 16 bytes all the same. */
  private static boolean isShort(DecimalVector decimals) {
    return DecimalType.createDecimalType(decimals.getPrecision(), decimals.getScale()).isShort();
  }

  private static long[] lowWords(DecimalVector decimals) {
    long[] low = new long[decimals.getValueCount()];
    for (int i = 0; i < low.length; i++) {
      low[i] = decimals.getDataBuffer().getLong((long) i * DecimalVector.TYPE_WIDTH);
    }
    return low;
  }

  /** Each value's high word and then its low one. */
  private static long[] words(DecimalVector decimals) {
    long[] words = longs(decimals.getDataBuffer(), 2 * decimals.getValueCount());
    for (int i = 0; i < words.length; i += 2) {
      long low = words[i];
      words[i] = words[i + 1];
      words[i + 1] = low;
    }
    return words;
  }

  private static Block texts(VarCharVector texts, Optional<long[]> valid) {
    int count = texts.getValueCount();
    int[] offsets = count == 0 ? new int[1] : ints(texts.getOffsetBuffer(), count + 1);
    byte[] bytes = new byte[offsets[count]];
    texts.getDataBuffer().getBytes(0, bytes);
    return new VariableWidthBlock(count, Slices.wrappedBuffer(bytes), offsets, valid);
  }

  private static IllegalArgumentException refusal(FieldVector vector) {
    return new IllegalArgumentException(
        "Column '" + vector.getName() + "': no block is made of " + vector.getMinorType() + ".");
  }
}
