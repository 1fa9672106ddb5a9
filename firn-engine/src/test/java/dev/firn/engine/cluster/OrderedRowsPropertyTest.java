package dev.firn.engine.cluster;

import static dev.firn.engine.cluster.ClusterModel.batch;
import static dev.firn.engine.cluster.ClusterModel.batches;
import static dev.firn.engine.cluster.ClusterModel.collect;
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
import static dev.firn.engine.cluster.ClusterModel.tableOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ValidBatches;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.partition.PartitionKey;
import dev.firn.engine.partition.PartitionSlice;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of random tables that come in order, or nearly: what is noticed of them, what they become
 * when they are passed on or merged, and which row is found out of order, against Iceberg's own
 * comparators.
 */
final class OrderedRowsPropertyTest {
  private static final int SEEDS = 60;

  @TempDir private Path folder;

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  /** Batches that are at hand. */
  private static final class Given implements ValidBatches {
    private final Deque<ValidBatch> left;
    private boolean isClosed;

    Given(List<ValidBatch> batches) {
      this.left = new ArrayDeque<>(batches);
    }

    @Override
    public Optional<ValidBatch> next() {
      assertThat(isClosed).isFalse();
      return Optional.ofNullable(left.poll());
    }

    @Override
    public void close() {
      isClosed = true;
      left.forEach(ValidBatch::close);
      left.clear();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inputsThatAreEachInOrderAreMergedToThatOfAStableSort(long seed) {
    Random random = new Random(seed);
    Schema schema = schema(random);
    ClusterPlan plan = new ClusterPlan(schema, spec(schema, random), order(schema, random));
    List<List<List<@Nullable Object>>> inputs = new ArrayList<>();
    List<List<@Nullable Object>> all = new ArrayList<>();
    List<List<@Nullable Object>> rows = rows(schema, random);
    int most = 1 + random.nextInt(1 + rows.size());
    for (int from = 0; from < rows.size() || inputs.isEmpty(); ) {
      int to = Math.min(rows.size(), from + random.nextInt(most + 1));
      List<List<@Nullable Object>> input = new ArrayList<>(rows.subList(from, to));
      input.sort(tableOrder(plan));
      all.addAll(input);
      inputs.add(input);
      from = to;
    }
    number(all);
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> expected = model(plan, all);
    if (expected.keySet().stream().anyMatch(values -> isBeyondType(plan, values))) {
      return;
    }
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> found = new LinkedHashMap<>();
    try (BufferAllocator allocator = new RootAllocator()) {
      int openMax = 1 + random.nextInt(10);
      List<SortedInput> sorted =
          inputs.stream()
              .map(
                  input ->
                      new SortedInput(
                          () -> new Given(batches(schema, input, allocator, random)), openMax))
              .toList();
      try (Clustering clustering =
          Clustering.of(
              plan, space(folder, random, schema, allocator), resources(random, allocator))) {
        collect(plan, clustering.merge(sorted), found);
      }
      assertThat(allocator.getAllocatedMemory()).as("given back").isZero();
    }
    requireSame(plan, found, expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rowsThatAreNoticedToBeInOrderArePassedOnUpToTheFirstThatIsNot(long seed) {
    Random random = new Random(seed);
    Schema schema = schema(random);
    ClusterPlan plan = new ClusterPlan(schema, spec(schema, random), order(schema, random));
    List<List<@Nullable Object>> rows = nearlyInOrder(plan, random);
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> expected = model(plan, rows);
    if (expected.keySet().stream().anyMatch(values -> isBeyondType(plan, values))) {
      return;
    }
    int wrong = firstOutOfOrder(plan, rows);
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> found = new LinkedHashMap<>();
    try (BufferAllocator allocator = new RootAllocator()) {
      try (Clustering clustering =
              Clustering.of(
                  plan, space(folder, random, schema, allocator), resources(random, allocator));
          Given given = new Given(batches(schema, rows, allocator, random))) {
        clustering.noticeOrder();
        boolean streams = false;
        int held = 0;
        for (Optional<ValidBatch> next = given.next(); next.isPresent(); next = given.next()) {
          held += next.get().rowCount();
          boolean isSoFar = wrong < 0 || held <= wrong;
          assertThat(clustering.isInOrderWith(next.get())).isEqualTo(isSoFar);
          clustering.add(next.get());
          if (isSoFar && random.nextInt(4) == 0) {
            streams = true;
            break;
          }
        }
        ClusteredRows taken = streams ? clustering.stream(given) : clustering.finish();
        collect(plan, taken, found);
        assertThat(taken.isWhole()).isEqualTo(wrong < 0 || !streams);
        if (!taken.isWhole()) {
          return;
        }
      }
      assertThat(allocator.getAllocatedMemory()).as("given back").isZero();
    }
    requireSame(plan, found, expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void firstRowOfAnInputThatIsBeforeItsPredecessorIsNamed(long seed) {
    Random random = new Random(seed);
    Schema schema = schema(random);
    ClusterPlan plan = new ClusterPlan(schema, spec(schema, random), order(schema, random));
    List<List<@Nullable Object>> rows = nearlyInOrder(plan, random);
    int wrong = firstOutOfOrder(plan, rows);
    try (BufferAllocator allocator = new RootAllocator()) {
      try (OrderedInput input =
          new OrderedInput(plan, new Given(batches(schema, rows, allocator, random)), allocator)) {
        if (wrong < 0) {
          assertThat(readAll(input)).isEqualTo(rows.size());
        } else {
          assertThatThrownBy(() -> readAll(input))
              .isInstanceOfSatisfying(
                  FirnException.class,
                  e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED);
                    assertThat(e.violations())
                        .singleElement()
                        .satisfies(each -> assertThat(each.row()).isEqualTo(wrong + 1L));
                  });
        }
      }
      assertThat(allocator.getAllocatedMemory()).as("given back").isZero();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void slicesThatDoNotContinueTheOrderOfTheirPartitionAreFound(long seed) {
    Random random = new Random(seed);
    Schema schema = schema(random);
    ClusterPlan plan =
        new ClusterPlan(schema, PartitionSpec.unpartitioned(), order(schema, random));
    List<PartitionKey> partitions =
        List.of(
            PartitionKey.none(plan.spec()),
            new PartitionKey(PartitionKey.none(plan.spec()).values(), "another"));
    try (BufferAllocator allocator = new RootAllocator();
        SliceOrder check = SliceOrder.of(plan, allocator)) {
      @Nullable List<@Nullable Object> last = null;
      PartitionKey current = partitions.getFirst();
      for (int part = 0; part < 3; part++) {
        List<List<@Nullable Object>> rows = nearlyInOrder(plan, random);
        try (ValidBatch batch = batch(schema, rows, 1, allocator)) {
          for (int from = 0; from < rows.size(); ) {
            if (random.nextInt(10) == 0) {
              current = partitions.get(1 - partitions.indexOf(current));
              last = null;
            }
            int count = Math.min(rows.size() - from, 1 + random.nextInt(2_000));
            List<List<@Nullable Object>> held = new ArrayList<>();
            if (last != null) {
              held.add(last);
            }
            held.addAll(rows.subList(from, from + count));
            PartitionSlice slice = new PartitionSlice(current, batch.root(), from, count, 1);
            assertThat(check.continues(slice)).isEqualTo(firstOutOfOrder(plan, held) < 0);
            last = held.getLast();
            from += count;
          }
        }
      }
    }
  }

  /** Rows in the table's order, of which sometimes two have changed places. */
  private static List<List<@Nullable Object>> nearlyInOrder(ClusterPlan plan, Random random) {
    List<List<@Nullable Object>> rows = rows(plan.schema(), random);
    rows.sort(tableOrder(plan));
    if (rows.size() > 1 && random.nextBoolean()) {
      Collections.swap(rows, random.nextInt(rows.size()), random.nextInt(rows.size()));
    }
    number(rows);
    return rows;
  }

  private static int firstOutOfOrder(ClusterPlan plan, List<List<@Nullable Object>> rows) {
    Comparator<List<@Nullable Object>> order = tableOrder(plan);
    for (int i = 1; i < rows.size(); i++) {
      if (order.compare(rows.get(i - 1), rows.get(i)) > 0) {
        return i;
      }
    }
    return -1;
  }

  private static int readAll(OrderedInput input) {
    int rows = 0;
    for (Optional<ValidBatch> next = input.next(); next.isPresent(); next = input.next()) {
      rows += next.get().rowCount();
      next.get().close();
    }
    return rows;
  }

  private static void requireSame(
      ClusterPlan plan,
      Map<List<@Nullable Object>, List<List<@Nullable Object>>> found,
      Map<List<@Nullable Object>, List<List<@Nullable Object>>> expected) {
    String where = plan.spec() + " " + plan.order() + " " + sources(plan.schema());
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
