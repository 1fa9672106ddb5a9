package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.BoundingBox;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.EdgeInterpolationAlgorithm;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.GeospatialStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Geometries and geographies: how files name them, and what is said of where they lie. */
final class GeospatialColumnsTest {
  private static final String PLANAR = "{\"crs\":\"OGC:CRS84\"}";
  private static final String SPHERICAL = "{\"crs\":\"srid:4326\",\"edges\":\"spherical\"}";

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void closeAllocator() {
    allocator.close();
  }

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  /** What a random geometry is made of, and what it holds. */
  private static final class Drawing {
    private final Random random;
    private final double[] least = new double[4];
    private final double[] most = new double[4];

    Drawing(Random random) {
      this.random = random;
      java.util.Arrays.fill(least, Double.POSITIVE_INFINITY);
      java.util.Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    byte[] geometry(int type, int depth) {
      ByteBuffer bytes = ByteBuffer.allocate(100_000);
      put(bytes, type, depth);
      byte[] drawn = new byte[bytes.position()];
      bytes.flip().get(drawn);
      return drawn;
    }

    private void put(ByteBuffer to, int type, int depth) {
      boolean isBig = random.nextBoolean();
      ByteOrder order = isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      to.put((byte) (isBig ? 0 : 1));
      to.order(order).putInt(type);
      int dimensions = type / 1_000;
      switch (type % 1_000) {
        case 1 -> putPoints(to, 1, dimensions);
        case 2 -> putCounted(to, dimensions);
        case 3 -> {
          int rings = random.nextInt(3);
          to.putInt(rings);
          for (int i = 0; i < rings; i++) {
            putCounted(to, dimensions);
          }
        }
        default -> {
          int parts = depth == 0 ? 0 : random.nextInt(4);
          to.putInt(parts);
          for (int i = 0; i < parts; i++) {
            put(to, dimensions * 1_000 + 1 + random.nextInt(7), depth - 1);
            to.order(order);
          }
        }
      }
    }

    private void putCounted(ByteBuffer to, int dimensions) {
      int count = random.nextInt(5);
      to.putInt(count);
      putPoints(to, count, dimensions);
    }

    private void putPoints(ByteBuffer to, int count, int dimensions) {
      for (int i = 0; i < count; i++) {
        boolean isEmpty = random.nextInt(8) == 0;
        putOne(to, 0, isEmpty);
        putOne(to, 1, isEmpty);
        if (dimensions == 1 || dimensions == 3) {
          putOne(to, 2, isEmpty);
        }
        if (dimensions >= 2) {
          putOne(to, 3, isEmpty);
        }
      }
    }

    private void putOne(ByteBuffer to, int axis, boolean isEmpty) {
      double value = isEmpty ? Double.NaN : random.nextInt(2_000) / 8.0 - 100;
      to.putDouble(value);
      if (!isEmpty) {
        least[axis] = Math.min(least[axis], value);
        most[axis] = Math.max(most[axis], value);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void boxHoldsAllCoordinatesAndTypesAreThoseOfTheValues(long seed) throws Exception {
    Random random = new Random(seed);
    Drawing drawing = new Drawing(random);
    TreeSet<Integer> types = new TreeSet<>();
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int type = random.nextInt(4) * 1_000 + 1 + random.nextInt(7);
      types.add(type);
      values.add(drawing.geometry(type, 3));
      if (random.nextInt(5) == 0) {
        values.add(null);
      }
    }
    WriterOptions options = WriterOptions.builder().pageRowsMax(1 + random.nextInt(100)).build();
    MemoryFile file = new MemoryFile();
    FileFacts facts = write(file, field(PLANAR), values, options);
    GeospatialStatistics found = chunk(file).getGeospatial_statistics();
    assertThat(found.getGeospatial_types()).containsExactlyElementsOf(types);
    BoundingBox box = found.getBbox();
    assertThat(new double[] {box.getXmin(), box.getYmin(), box.getZmin(), box.getMmin()})
        .isEqualTo(drawing.least);
    assertThat(new double[] {box.getXmax(), box.getYmax(), box.getZmax(), box.getMmax()})
        .isEqualTo(drawing.most);
    assertThat(facts.columns().getFirst().min()).contains(corner(drawing.least));
    assertThat(facts.columns().getFirst().max()).contains(corner(drawing.most));
    assertThat(chunk(file).getStatistics().isSetMin_value()).isFalse();
    assertThat(chunk(file).getStatistics().getNull_count())
        .isEqualTo(values.stream().filter(java.util.Objects::isNull).count());
  }

  @Test
  void boxOfAllRowGroupsIsInTheFacts() throws Exception {
    MemoryFile file = new MemoryFile();
    WriterOptions options = WriterOptions.builder().rowGroupRowsMax(1).build();
    FileFacts facts =
        write(file, field(PLANAR), List.of(point(1, 8), point(5, -2), point(3, 3)), options);
    assertThat(facts.rowGroups()).hasSize(3);
    assertThat(facts.columns().getFirst().min()).contains(corner(1, -2));
    assertThat(facts.columns().getFirst().max()).contains(corner(5, 8));
  }

  @Test
  void nothingIsSaidOfValuesThatAreNoGeometries() throws Exception {
    byte[] torn = point(1, 2);
    List<byte[]> strange =
        List.of(
            new byte[] {2},
            java.util.Arrays.copyOf(torn, torn.length - 1),
            java.util.Arrays.copyOf(torn, torn.length + 1),
            new byte[] {1, 9, 0, 0, 0, 0, 0, 0, 0},
            new byte[] {1, 2, 0, 0, 0, -1, -1, -1, 127},
            new byte[0]);
    for (byte[] each : strange) {
      MemoryFile file = new MemoryFile();
      FileFacts facts =
          write(file, field(PLANAR), List.of(point(0, 0), each), WriterOptions.defaults());
      assertThat(chunk(file).isSetGeospatial_statistics()).isFalse();
      assertThat(facts.columns().getFirst().min()).isEmpty();
    }
  }

  @Test
  void geographyHasTypesAndNoBox() throws Exception {
    MemoryFile file = new MemoryFile();
    FileFacts facts = write(file, field(SPHERICAL), List.of(point(1, 2)), WriterOptions.defaults());
    assertThat(chunk(file).getGeospatial_statistics().getGeospatial_types()).containsExactly(1);
    assertThat(chunk(file).getGeospatial_statistics().isSetBbox()).isFalse();
    assertThat(facts.columns().getFirst().min()).isEmpty();
    FileMetaData metadata = FooterReader.readMetadata(file);
    var type = metadata.getSchema().get(1).getLogicalType().getGEOGRAPHY();
    assertThat(type.getCrs()).isEqualTo("srid:4326");
    assertThat(type.getAlgorithm()).isEqualTo(EdgeInterpolationAlgorithm.SPHERICAL);
  }

  @Test
  void metadataThatParquetHasNoWordsForIsRefused() {
    for (String metadata : List.of("{", "{\"edges\":\"wavy\"}", "{\"crs\":{\"type\":\"x\"}}")) {
      assertThatThrownBy(
              () -> write(new MemoryFile(), field(metadata), List.of(), WriterOptions.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Column 'g'");
    }
  }

  private static Field field(String metadata) {
    Map<String, String> extension =
        Map.of("ARROW:extension:name", "geoarrow.wkb", "ARROW:extension:metadata", metadata);
    return new Field(
        "g", new FieldType(true, ArrowType.Binary.INSTANCE, null, extension), List.of());
  }

  private static byte[] point(double x, double y) {
    return ByteBuffer.allocate(21)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 1)
        .putInt(1)
        .putDouble(x)
        .putDouble(y)
        .array();
  }

  private static Bound corner(double... coordinates) {
    ByteBuffer bytes = ByteBuffer.allocate(coordinates.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double each : coordinates) {
      bytes.putDouble(each);
    }
    return Bound.of(bytes.array());
  }

  private FileFacts write(MemoryFile file, Field field, List<byte[]> values, WriterOptions options)
      throws Exception {
    Schema schema = new Schema(List.of(field));
    try (ParquetWriter writer =
            ParquetWriter.create(file, schema, options, WriterResources.singleThreaded(allocator));
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      VarBinaryVector vector = (VarBinaryVector) root.getVector(0);
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i) != null) {
          vector.setSafe(i, values.get(i));
        }
      }
      root.setRowCount(values.size());
      writer.append(root);
      return writer.finish();
    }
  }

  private static ColumnMetaData chunk(MemoryFile file) throws Exception {
    return FooterReader.readMetadata(file)
        .getRow_groups()
        .getFirst()
        .getColumns()
        .getFirst()
        .getMeta_data();
  }
}
