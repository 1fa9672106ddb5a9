package dev.firn.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.schema.RandomSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random batches of random schemas, good and bad, against a check that goes row by row. */
class BatchValidatorPropertyTest {
  private static final int DEPTH_MAX = 3;
  private static final int ROW_COUNT_MAX = 70;

  static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsExactlyWhatTheOracleFinds(long seed) {
    Random random = new Random(seed);
    Schema table = new RandomSchemas(seed, DEPTH_MAX).next();
    int rowCount = random.nextInt(ROW_COUNT_MAX);
    RandomCells cells = new RandomCells(random, random.nextInt(4) * 0.05);
    List<List<Cell>> columns = new ArrayList<>();
    for (Types.NestedField column : table.columns()) {
      columns.add(cells.column(column, rowCount));
    }

    List<String> expected = RowwiseOracle.violations(table, columns, rowCount);
    assertThat(found(table, columns, rowCount))
        .as("seed %s", seed)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> found(Schema table, List<List<Cell>> columns, int rowCount) {
    ViolationLog log = ViolationLog.of("ns.t", Integer.MAX_VALUE);
    try (BufferAllocator allocator = new RootAllocator()) {
      List<FieldVector> vectors = new ArrayList<>();
      org.apache.arrow.vector.types.pojo.Schema arrow = ArrowMapping.toArrow(table);
      for (int i = 0; i < columns.size(); i++) {
        FieldVector vector = arrow.getFields().get(i).createVector(allocator);
        CellVectors.fill(vector, columns.get(i));
        vectors.add(vector);
      }
      VectorSchemaRoot root = new VectorSchemaRoot(arrow, vectors, rowCount);
      ProjectedBatch batch = ProjectedBatch.of(new BatchOrigin("random", 1), root);
      Optional<ValidBatch> valid = BatchValidator.of(table).check(batch, log);
      assertThat(valid.isPresent()).isEqualTo(log.isEmpty());
      valid.ifPresent(ValidBatch::close);
    }
    assertThat(log.kept()).hasSize((int) log.count());
    return log.kept().stream()
        .map(violation -> violation.row() + " " + violation.column())
        .toList();
  }
}
