package dev.firn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Round trips of random schemas; a failing case prints its seed as the test's name. */
class ArrowMappingPropertyTest {
  private static final int DEPTH_MAX = 4;

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void comesBackAsItWas(long seed) throws Exception {
    Schema schema = new RandomSchemas(seed, DEPTH_MAX).next();
    org.apache.arrow.vector.types.pojo.Schema arrow = ArrowMapping.toArrow(schema);

    assertSame(seed, schema, arrow);
    assertSame(seed, schema, org.apache.arrow.vector.types.pojo.Schema.fromJSON(arrow.toJson()));
    assertSame(
        seed,
        schema,
        org.apache.arrow.vector.types.pojo.Schema.deserializeMessage(
            java.nio.ByteBuffer.wrap(arrow.serializeAsMessage())));
  }

  private static void assertSame(
      long seed, Schema expected, org.apache.arrow.vector.types.pojo.Schema arrow) {
    Schema found = ArrowMapping.toIceberg(arrow);
    assertThat(found.sameSchema(expected))
        .as("seed %s: %s against %s", seed, found, expected)
        .isTrue();
    assertThat(SchemaParser.toJson(found)).isEqualTo(SchemaParser.toJson(expected));
  }
}
