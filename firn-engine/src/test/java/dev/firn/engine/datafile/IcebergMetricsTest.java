package dev.firn.engine.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.parquet.Bound;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.Compression;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.FileFacts;
import dev.firn.parquet.RowGroupFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

final class IcebergMetricsTest {
  private static final Types.StructType STRUCT =
      Types.StructType.of(Types.NestedField.optional(10, "deep", Types.DoubleType.get()));

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "text", Types.StringType.get()),
          Types.NestedField.optional(2, "number", Types.DoubleType.get()),
          Types.NestedField.optional(3, "blob", Types.BinaryType.get()),
          Types.NestedField.optional(4, "long", Types.LongType.get()),
          Types.NestedField.optional(
              5,
              "struct",
              Types.StructType.of(
                  Types.NestedField.optional(6, "inner", Types.StringType.get()),
                  Types.NestedField.optional(
                      7, "map", Types.MapType.ofOptional(8, 9, Types.LongType.get(), STRUCT)))));

  @Test
  void longTextsAreCutAndTheUpperBoundIsRoundedUp() {
    Metrics metrics =
        metricsOf(Map.of(), column(1, text("abcdefghijklmnopqrstuvwxyz"), text("z".repeat(20))));
    assertThat(value(Types.StringType.get(), metrics.lowerBounds().get(1)))
        .hasToString("abcdefghijklmnop");
    assertThat(value(Types.StringType.get(), metrics.upperBounds().get(1)))
        .hasToString("z".repeat(15) + "{");
  }

  @Test
  void boundAboveWhichNothingIsHasNoUpperBound() {
    byte[] greatest = new byte[20];
    java.util.Arrays.fill(greatest, (byte) 0xFF);
    Metrics metrics = metricsOf(Map.of(), column(3, new byte[] {1}, greatest));
    assertThat(metrics.lowerBounds()).containsOnlyKeys(3);
    assertThat(metrics.upperBounds()).isEmpty();
    String highest = new String(Character.toChars(0x10FFFF)).repeat(20);
    assertThat(metricsOf(Map.of(), column(1, text("a"), text(highest))).upperBounds()).isEmpty();
  }

  @Test
  void longBinariesAreCut() {
    Metrics metrics = metricsOf(Map.of(), column(3, new byte[20], new byte[20]));
    assertThat(metrics.lowerBounds().get(3)).isEqualTo(ByteBuffer.wrap(new byte[16]));
    byte[] rounded = new byte[16];
    rounded[15] = 1;
    assertThat(metrics.upperBounds().get(3)).isEqualTo(ByteBuffer.wrap(rounded));
  }

  @Test
  void fullBoundsAreKeptWhereTheTableAsksForThem() {
    Metrics metrics =
        metricsOf(
            Map.of("write.metadata.metrics.column.text", "full"),
            column(1, text("a".repeat(40)), text("b".repeat(40))));
    assertThat(metrics.lowerBounds().get(1).remaining()).isEqualTo(40);
    assertThat(metrics.upperBounds().get(1).remaining()).isEqualTo(40);
  }

  @Test
  void countsModeHasNoBoundsAndNoneHasNothing() {
    Map<String, String> properties =
        Map.of(
            "write.metadata.metrics.column.text", "counts",
            "write.metadata.metrics.column.long", "none");
    Metrics metrics =
        metricsOf(properties, column(1, text("a"), text("b")), column(4, new byte[8], new byte[8]));
    assertThat(metrics.lowerBounds()).isEmpty();
    assertThat(metrics.valueCounts()).containsOnlyKeys(1);
    assertThat(metrics.nullValueCounts()).containsEntry(1, 2L);
    assertThat(metrics.columnSizes()).containsExactly(Map.entry(1, 77L));
  }

  @Test
  void nansAreCountedForFloatingColumnsOnly() {
    Metrics metrics =
        metricsOf(
            Map.of(), column(2, new byte[8], new byte[8]), column(4, new byte[8], new byte[8]));
    assertThat(metrics.nanValueCounts()).containsExactly(Map.entry(2, 3L));
    assertThat(metrics.recordCount()).isEqualTo(10);
  }

  @Test
  void fieldsOfStructsAreLikeColumnsAndThoseInListsAndMapsHaveOnlySizes() {
    Metrics metrics =
        metricsOf(
            Map.of("write.metadata.metrics.column.struct.inner", "truncate(2)"),
            column(6, text("abc"), text("abc")),
            column(8, new byte[8], new byte[8]),
            column(10, new byte[8], new byte[8]));
    assertThat(metrics.columnSizes()).containsOnlyKeys(6, 8, 10);
    assertThat(metrics.valueCounts()).containsExactly(Map.entry(6, 10L));
    assertThat(metrics.nullValueCounts()).containsExactly(Map.entry(6, 2L));
    assertThat(metrics.nanValueCounts()).isEmpty();
    assertThat(metrics.lowerBounds()).containsExactly(Map.entry(6, ByteBuffer.wrap(text("ab"))));
    assertThat(metrics.upperBounds()).containsExactly(Map.entry(6, ByteBuffer.wrap(text("ac"))));
  }

  private static Metrics metricsOf(Map<String, String> properties, ColumnFacts... columns) {
    FileFacts facts =
        new FileFacts(100, 10, List.of(new RowGroupFacts(4, 10, 50, 40)), List.of(columns), 0);
    return IcebergMetrics.of(
        facts, SCHEMA, MetricsConfig.from(properties, SCHEMA, SortOrder.unsorted()));
  }

  private static ColumnFacts column(int id, byte[] min, byte[] max) {
    return new ColumnFacts(
        List.of(SCHEMA.findColumnName(id)),
        SCHEMA.findColumnName(id),
        OptionalInt.of(id),
        10,
        2,
        3,
        Optional.of(Bound.of(min)),
        Optional.of(Bound.of(max)),
        99,
        77,
        0,
        Set.of(Encoding.PLAIN),
        Compression.UNCOMPRESSED,
        0,
        0);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Object value(Type type, ByteBuffer bytes) {
    return Conversions.fromByteBuffer(type, bytes);
  }
}
