package dev.firn.bench;

import static dev.firn.parquet.Encoding.BYTE_STREAM_SPLIT;
import static dev.firn.parquet.Encoding.DELTA_BINARY_PACKED;
import static dev.firn.parquet.Encoding.DELTA_LENGTH_BYTE_ARRAY;
import static dev.firn.parquet.Encoding.PLAIN;
import static dev.firn.parquet.Encoding.RLE_DICTIONARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.schema.ArrowMapping;
import dev.firn.parquet.ColumnFacts;
import dev.firn.parquet.Compression;
import dev.firn.parquet.Encoding;
import dev.firn.parquet.EncodingProfile;
import dev.firn.parquet.ParquetWriter;
import dev.firn.parquet.WriterOptions;
import dev.firn.parquet.WriterResources;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which encodings lineitem's columns get, and that no fixed one makes them smaller. */
final class LineitemEncodingsTest {
  private static final int ROW_COUNT = 200_000;

  /** What the policy gives up for a reader's sake, and a little for what a sample cannot know. */
  private static final double TOLERANCE = 1.05;

  @ParameterizedTest
  @EnumSource(LineitemColumn.class)
  void columnGetsTheEncodingThatIsBestForIt(LineitemColumn column) throws IOException {
    assertThat(written(column, profile(EncodingProfile.COMPATIBLE)).encodings())
        .contains(compatible(column));
    assertThat(written(column, profile(EncodingProfile.MODERN)).encodings())
        .containsAnyElementsOf(modern(column));
  }

  @ParameterizedTest
  @EnumSource(LineitemColumn.class)
  void noFixedEncodingIsSmallerThanModernsChoice(LineitemColumn column) throws IOException {
    Schema schema = schemaOf(column);
    for (Compression codec : List.of(Compression.zstd(1), Compression.zstd(3))) {
      long chosen =
          written(column, profile(EncodingProfile.MODERN).compression(codec)).compressedBytes();
      Set<Encoding> others = Encoding.of(ArrowMapping.toArrow(schema.columns().getFirst()));
      // Of numbers it is in no profile, because DuckDB up to 1.5 does not read it.
      others.remove(BYTE_STREAM_SPLIT);
      for (Encoding fixed : others) {
        WriterOptions.Builder options =
            WriterOptions.builder().compression(codec).columnEncoding("column", fixed);
        assertThat((double) chosen)
            .as("%s, %s", codec, fixed)
            .isLessThanOrEqualTo(written(column, options).compressedBytes() * TOLERANCE);
      }
    }
  }

  private static Encoding compatible(LineitemColumn column) {
    return switch (column) {
      case ORDER_KEY_LONG, PART_KEY_LONG, PRICE_DECIMAL -> DELTA_BINARY_PACKED;
      case LINE_NUMBER_INT, QUANTITY_DECIMAL, SHIP_DATE, SHIP_MODE_STRING -> RLE_DICTIONARY;
      case COMMENT_STRING, UMLAUT_STRING -> PLAIN;
    };
  }

  private static Set<Encoding> modern(LineitemColumn column) {
    return switch (column) {
      case ORDER_KEY_LONG -> EnumSet.of(DELTA_BINARY_PACKED);
      case PART_KEY_LONG, PRICE_DECIMAL, SHIP_DATE ->
          EnumSet.of(DELTA_BINARY_PACKED, RLE_DICTIONARY);
      case LINE_NUMBER_INT, QUANTITY_DECIMAL, SHIP_MODE_STRING -> EnumSet.of(RLE_DICTIONARY);
      case COMMENT_STRING, UMLAUT_STRING -> EnumSet.of(DELTA_LENGTH_BYTE_ARRAY);
    };
  }

  private static WriterOptions.Builder profile(EncodingProfile profile) {
    return WriterOptions.builder().encodingProfile(profile);
  }

  private static Schema schemaOf(LineitemColumn column) {
    return new Schema(List.of(Types.NestedField.required(1, "column", column.type())));
  }

  private static ColumnFacts written(LineitemColumn column, WriterOptions.Builder options)
      throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch =
            VectorSchemaRoot.create(ArrowMapping.toArrow(schemaOf(column)), allocator)) {
      column.fill(batch.getVector(0), ROW_COUNT);
      batch.setRowCount(ROW_COUNT);
      WriterResources resources = WriterResources.singleThreaded(allocator);
      try (ParquetWriter writer =
          ParquetWriter.create(
              new ParquetWriterBenchmark.CountingSink(),
              batch.getSchema(),
              options.build(),
              resources)) {
        writer.append(batch);
        return writer.finish().columns().getFirst();
      }
    }
  }
}
