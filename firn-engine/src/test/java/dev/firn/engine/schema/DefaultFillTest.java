package dev.firn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.Lineage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultFillTest {
  static Stream<Arguments> defaults() {
    UUID id = UUID.fromString("12151fd2-7586-11e9-8f9e-2a86e4085a59");
    return Stream.of(
        Arguments.of(Types.BooleanType.get(), true, "true"),
        Arguments.of(Types.BooleanType.get(), false, "false"),
        Arguments.of(Types.IntegerType.get(), -5, "-5"),
        Arguments.of(Types.LongType.get(), Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of(Types.FloatType.get(), 0.1f, "0.1"),
        Arguments.of(Types.DoubleType.get(), -1.5e300, "-1.5E300"),
        Arguments.of(
            Types.DecimalType.of(38, 2),
            new BigDecimal("-123456789012345678.90"),
            "-123456789012345678.90"),
        Arguments.of(Types.DecimalType.of(5, 2), new BigDecimal("1.50"), "1.50"),
        Arguments.of(Types.DateType.get(), -1, "-1"),
        Arguments.of(Types.TimeType.get(), 1_000_002L, "1000002"),
        Arguments.of(Types.TimestampType.withZone(), -1L, "-1"),
        Arguments.of(Types.StringType.get(), "ünï", "ünï"),
        Arguments.of(Types.StringType.get(), "", ""),
        Arguments.of(Types.UUIDType.get(), id, "12151fd2758611e98f9e2a86e4085a59"),
        Arguments.of(Types.FixedType.ofLength(2), ByteBuffer.wrap(new byte[] {0, -1}), "00ff"),
        Arguments.of(Types.BinaryType.get(), ByteBuffer.wrap(new byte[] {1, 2, 3}), "010203"));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void writesTheValueIntoEveryPlace(Type type, Object value, String text) {
    Schema schema = new Schema(Types.NestedField.optional(1, "c", type));
    for (int count : new int[] {0, 1, 7, 8, 9, 1_000}) {
      try (BufferAllocator allocator = new RootAllocator();
          VectorSchemaRoot root =
              VectorSchemaRoot.create(ArrowMapping.toArrow(schema), allocator)) {
        FieldVector vector = root.getVector(0);
        DefaultFill.fill(value, new VectorFill.Place(vector, count, Lineage.rows()));
        assertThat(vector.getValueCount()).isEqualTo(count);
        assertThat(vector.getNullCount()).isZero();
        for (int position = 0; position < count; position++) {
          assertThat(text(vector.getObject(position))).isEqualTo(text);
        }
      }
    }
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
  }
}
