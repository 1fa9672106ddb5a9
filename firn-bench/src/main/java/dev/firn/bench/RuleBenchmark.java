package dev.firn.bench;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.schema.ArrowMapping;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Isolates one rule over a batch whose rows all keep it, as every load into a table with rules pays
 * it. {@code values} is M rows/s.
 *
 * <p>Run: {@code firn-bench/run jmh RuleBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RuleBenchmark {
  private static final int ELEMENTS_PER_ROW = 2;

  private static final Schema SCHEMA =
      new Schema(
          NestedField.required(1, "number", LineitemColumn.ORDER_KEY_LONG.type()),
          NestedField.required(2, "line", LineitemColumn.LINE_NUMBER_INT.type()),
          NestedField.required(3, "price", LineitemColumn.PRICE_DECIMAL.type()),
          NestedField.required(4, "mode", LineitemColumn.SHIP_MODE_STRING.type()),
          NestedField.required(5, "comment", LineitemColumn.COMMENT_STRING.type()),
          NestedField.required(
              6,
              "items",
              Types.ListType.ofRequired(
                  7,
                  Types.StructType.of(
                      NestedField.required(8, "cost", LineitemColumn.PRICE_DECIMAL.type())))));

  @Param public BenchedRule rule = BenchedRule.COMPARISON;

  /** As many as a batch of an Arrow file usually has. */
  @Param("65536")
  public int rows;

  private final BufferAllocator allocator = new RootAllocator();
  private final BatchOrigin origin = new BatchOrigin("benchmark", 1);
  private VectorSchemaRoot batch = VectorSchemaRoot.of();
  private RuleSet rules = RuleSet.none();

  /** Makes the batch that each call checks. */
  @Setup
  public void fill() {
    batch = VectorSchemaRoot.create(ArrowMapping.toArrow(SCHEMA), allocator);
    LineitemColumn.ORDER_KEY_LONG.fill(batch.getVector(0), rows);
    LineitemColumn.LINE_NUMBER_INT.fill(batch.getVector(1), rows);
    LineitemColumn.PRICE_DECIMAL.fill(batch.getVector(2), rows);
    LineitemColumn.SHIP_MODE_STRING.fill(batch.getVector(3), rows);
    LineitemColumn.COMMENT_STRING.fill(batch.getVector(4), rows);
    fillItems((ListVector) batch.getVector(5));
    batch.setRowCount(rows);
    rules = RuleSet.of("bench.rows", SCHEMA, Map.of("firn.check.r", rule.text()));
  }

  private void fillItems(ListVector items) {
    StructVector element = (StructVector) items.getDataVector();
    List<FieldVector> fields = element.getChildrenFromFields();
    LineitemColumn.PRICE_DECIMAL.fill(fields.getFirst(), rows * ELEMENTS_PER_ROW);
    element.setValueCount(rows * ELEMENTS_PER_ROW);
    for (int i = 0; i < rows * ELEMENTS_PER_ROW; i++) {
      element.setIndexDefined(i);
    }
    for (int i = 0; i < rows; i++) {
      items.startNewValue(i);
      items.endValue(i, ELEMENTS_PER_ROW);
    }
    items.setValueCount(rows);
  }

  @TearDown
  public void close() {
    batch.close();
    allocator.close();
  }

  /** One rule over one batch. */
  @Benchmark
  public boolean check(ValidateBenchmark.Counted counted) {
    counted.values += rows;
    ViolationLog log = ViolationLog.of("bench.rows");
    rules.check(origin, batch, log);
    return log.isEmpty();
  }
}
