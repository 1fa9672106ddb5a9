package dev.firn.engine.cluster;

import static dev.firn.engine.cluster.ClusterModel.batches;
import static dev.firn.engine.cluster.ClusterModel.collect;
import static dev.firn.engine.cluster.ClusterModel.comparator;
import static dev.firn.engine.cluster.ClusterModel.isBeyondType;
import static dev.firn.engine.cluster.ClusterModel.model;
import static dev.firn.engine.cluster.ClusterModel.number;
import static dev.firn.engine.cluster.ClusterModel.order;
import static dev.firn.engine.cluster.ClusterModel.resources;
import static dev.firn.engine.cluster.ClusterModel.rowNumbers;
import static dev.firn.engine.cluster.ClusterModel.rows;
import static dev.firn.engine.cluster.ClusterModel.schema;
import static dev.firn.engine.cluster.ClusterModel.sources;
import static dev.firn.engine.cluster.ClusterModel.space;
import static dev.firn.engine.cluster.ClusterModel.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.ValidBatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clustered rows of random tables against a model: rows grouped by Iceberg's own partition values,
 * each group sorted stably by Iceberg's own comparator.
 */
final class ClusteringPropertyTest {
  private static final int SEEDS = 80;

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rowsAreThoseOfAStableSortWithIcebergsOwnComparators(long seed) {
    Random random = new Random(seed);
    Schema schema = schema(random);
    ClusterPlan plan = new ClusterPlan(schema, spec(schema, random), order(schema, random));
    List<List<@Nullable Object>> rows = rows(schema, random);
    if (random.nextInt(4) == 0) {
      rows.sort(comparator(plan));
      number(rows);
    }
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> expected = model(plan, rows);
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> found = new LinkedHashMap<>();
    try (BufferAllocator allocator = new RootAllocator()) {
      try (Clustering clustering =
          Clustering.of(
              plan, space(folder, random, schema, allocator), resources(random, allocator))) {
        double spillShare = random.nextInt(3) == 0 ? 0 : random.nextDouble();
        for (ValidBatch batch : batches(schema, rows, allocator, random)) {
          clustering.add(batch);
          if (random.nextDouble() < spillShare) {
            clustering.spill();
          }
        }
        assertThat(clustering.rowCount()).isEqualTo(rows.size());
        if (expected.keySet().stream().anyMatch(values -> isBeyondType(plan, values))) {
          assertThatThrownBy(() -> collect(plan, clustering.finish(), found))
              .hasMessageContaining("expected a value whose truncate");
          return;
        }
        collect(plan, clustering.finish(), found);
      }
      assertThat(allocator.getAllocatedMemory()).as("given back").isZero();
    }
    String where = plan.spec() + " " + plan.order() + " " + sources(schema);
    assertThat(found.keySet()).as(where).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (partition, group) -> {
          assertThat(rowNumbers(found.get(partition)))
              .as("%s in %s", where, partition)
              .isEqualTo(rowNumbers(group));
          assertThat(found.get(partition).equals(group)).as("values, %s", where).isTrue();
        });
  }
}
