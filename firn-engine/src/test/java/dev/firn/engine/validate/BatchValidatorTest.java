package dev.firn.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.ProjectedBatch;
import dev.firn.engine.batch.ValidBatch;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.rule.RuleSet;
import dev.firn.engine.schema.ArrowMapping;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchValidatorTest {
  private static final BatchOrigin ORIGIN = new BatchOrigin("a.arrow", 101);

  private final BufferAllocator allocator = new RootAllocator();
  private final ViolationLog log = ViolationLog.of("ns.t");

  @AfterEach
  void leavesNoBufferBehind() {
    allocator.close();
  }

  @Test
  void passesAGoodBatchOn() {
    Schema table = required(Types.LongType.get());
    VectorSchemaRoot root = root(table, Cell.of(1L), Cell.of(2L));

    try (ValidBatch batch = check(table, root).orElseThrow()) {
      assertThat(batch.root()).isSameAs(root);
      assertThat(batch.origin()).isEqualTo(ORIGIN);
      assertThat(batch.rowCount()).isEqualTo(2);
      assertThat(batch.retainedBytes()).isPositive();
    }
  }

  @Test
  void refusesNullsInRequiredColumns() {
    refuses(required(Types.LongType.get()), Cell.of(1L), Cell.ofNull(5L));

    assertThat(log.kept()).containsExactly(found(102, "c", "a value", "null"));
  }

  @Test
  void passesNothingOnceTheLoadHoldsAViolation() {
    log.add(ORIGIN, 0, new Finding(ViolationKind.VALUE, "other", "x", () -> "y"));
    refuses(optional(Types.LongType.get()), Cell.of(1L));

    assertThat(log.count()).isEqualTo(1);
  }

  @Test
  void letsRequiredChildrenOfANullStructBeNull() {
    Schema table =
        optional(Types.StructType.of(Types.NestedField.required(2, "x", Types.LongType.get())));

    accepts(table, Cell.ofNull(List.of(Cell.ofNull(0L))), Cell.of(List.of(Cell.of(1L))));
    refuses(table, Cell.ofNull(List.of(Cell.ofNull(0L))), Cell.of(List.of(Cell.ofNull(0L))));
    assertThat(log.kept()).containsExactly(found(102, "c.x", "a value", "null"));
  }

  @Test
  void refusesNullElementsAndValuesButNotThoseOfNullLists() {
    Schema table = optional(Types.ListType.ofRequired(2, Types.LongType.get()));

    accepts(table, Cell.ofNull(List.of(Cell.ofNull(0L))), Cell.of(List.of(Cell.of(1L))));
    refuses(table, Cell.of(List.of()), Cell.of(List.of(Cell.of(1L), Cell.ofNull(0L))));
    assertThat(log.kept()).containsExactly(found(102, "c.element", "a value", "null"));
  }

  @Test
  void refusesNullKeysAndRequiredValuesOfMaps() {
    Schema table =
        optional(Types.MapType.ofRequired(2, 3, Types.LongType.get(), Types.LongType.get()));
    Cell entry = Cell.of(List.of(Cell.ofNull(0L), Cell.ofNull(0L)));

    refuses(table, Cell.of(List.of(entry)));
    assertThat(log.kept())
        .containsExactly(
            found(101, "c.key", "a key", "null"), found(101, "c.value", "a value", "null"));
  }

  @Test
  void refusesDecimalsBeyondTheirPrecision() {
    Schema table = optional(Types.DecimalType.of(5, 2));
    BigInteger limit = BigInteger.valueOf(100_000);

    accepts(table, Cell.of(limit.subtract(BigInteger.ONE)), Cell.of(BigInteger.valueOf(-99_999)));
    accepts(table, Cell.ofNull(limit));
    refuses(table, Cell.of(limit), Cell.of(limit.negate()));
    assertThat(log.kept())
        .containsExactly(
            found(101, "c", "decimal(5, 2)", "1000.00"),
            found(102, "c", "decimal(5, 2)", "-1000.00"));
  }

  @Test
  void refusesDecimalsBeyond38Digits() {
    Schema table = optional(Types.DecimalType.of(38, 0));
    BigInteger limit = BigInteger.TEN.pow(38);

    accepts(
        table, Cell.of(limit.subtract(BigInteger.ONE)), Cell.of(BigInteger.ONE.subtract(limit)));
    refuses(table, Cell.of(limit), Cell.of(BigInteger.TWO.pow(127).negate()));
    assertThat(log.count()).isEqualTo(2);
  }

  @Test
  void refusesTimesOutsideTheDay() {
    Schema table = optional(Types.TimeType.get());

    accepts(table, Cell.of(0L), Cell.of(86_399_999_999L), Cell.ofNull(-1L));
    refuses(table, Cell.of(-1L), Cell.of(86_400_000_000L), Cell.of(Long.MIN_VALUE));
    assertThat(log.kept().get(1))
        .isEqualTo(
            found(102, "c", "a time from 00:00 to before 24:00", "86400000000 microseconds"));
    assertThat(log.count()).isEqualTo(3);
  }

  @Test
  void refusesMalformedTextAndPrintsIt() {
    Schema table = optional(Types.StringType.get());

    accepts(table, text("plain"), text("größe 漢字 😀"), text(""));
    refuses(table, text("fine"), Cell.of(new byte[] {'a', (byte) 0xC0, (byte) 0x80, '\n'}));
    assertThat(log.kept()).containsExactly(found(102, "c", "valid UTF-8", "'a\\xC0\\x80\\x0A'"));
  }

  @Test
  void shortensLongTextThatItPrints() {
    byte[] bytes = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
    bytes[50] = (byte) 0xFF;
    refuses(optional(Types.StringType.get()), Cell.of(bytes));

    assertThat(log.kept().getFirst().found()).isEqualTo("'" + "x".repeat(32) + "'… of 100 bytes");
  }

  @Test
  void refusesACharacterThatIsCutInTwoStrings() {
    refuses(
        optional(Types.StringType.get()),
        Cell.of(new byte[] {(byte) 0xC3}),
        Cell.of(new byte[] {(byte) 0xA9}));

    assertThat(log.count()).isEqualTo(2);
  }

  @Test
  void ignoresTheBytesBehindANull() {
    accepts(optional(Types.StringType.get()), Cell.ofNull(new byte[] {(byte) 0xFF}), text("é"));
  }

  @Test
  void refusesOffsetsOfStringsThatDoNotGrow() {
    Schema table = optional(Types.StringType.get());
    VectorSchemaRoot root = root(table, text("ab"), text("cd"));
    root.getVector(0).getOffsetBuffer().setInt(4, 7);
    refuses(table, root);

    assertThat(log.count()).isEqualTo(1);
    assertThat(log.kept().getFirst().row()).isEqualTo(102);
    assertThat(log.kept().getFirst().found()).isEqualTo("offset 4 after 7");
  }

  @Test
  void refusesOffsetsBeyondTheBytes() {
    for (Type type : List.of(Types.BinaryType.get(), Types.GeometryType.crs84())) {
      Schema table = optional(type);
      VectorSchemaRoot root = root(table, text("ab"));
      root.getVector(0).getOffsetBuffer().setInt(4, 1 << 30);
      refuses(table, root);
    }
    assertThat(log.kept().getFirst().found()).isEqualTo("offset 1073741824 after 0");
  }

  @Test
  void refusesNegativeOffsets() {
    Schema table = optional(Types.BinaryType.get());
    VectorSchemaRoot root = root(table, text("ab"));
    root.getVector(0).getOffsetBuffer().setInt(0, -1);
    refuses(table, root);

    assertThat(log.kept().getFirst().row()).isEqualTo(101);
  }

  @Test
  void refusesTooFewOffsets() {
    Schema table = optional(Types.BinaryType.get());
    VectorSchemaRoot root = root(table);
    FieldVector vector = root.getVector(0);
    try (ArrowBuf validity = allocator.buffer(8);
        ArrowBuf offsets = allocator.buffer(8);
        ArrowBuf bytes = allocator.buffer(8)) {
      vector.loadFieldBuffers(new ArrowFieldNode(2, 0), List.of(validity, offsets, bytes));
    }
    refuses(table, root);

    assertThat(log.kept()).containsExactly(found(101, "c", "3 offsets", "a buffer of 8 bytes"));
  }

  @Test
  void refusesListsThatEndBehindTheirElements() {
    Schema table = optional(Types.ListType.ofRequired(2, Types.LongType.get()));
    VectorSchemaRoot root = root(table, Cell.of(List.of(Cell.of(1L))), Cell.of(List.of()));
    root.getVector(0).getOffsetBuffer().setInt(8, 5);
    refuses(table, root);

    assertThat(log.kept())
        .containsExactly(found(102, "c", "growing offsets up to 1", "offset 5 after 1"));
  }

  @Test
  void refusesVariantsWithoutAValue() {
    Cell good = Cell.of(List.of(text("m"), text("v")));
    Cell bad = Cell.of(List.of(text("m"), Cell.ofNull(new byte[0])));

    accepts(optional(Types.VariantType.get()), good);
    refuses(optional(Types.VariantType.get()), bad);
    assertThat(log.kept()).containsExactly(found(101, "c.value", "a value", "null"));
  }

  @Test
  void holdsRulesAgainstRowsThatAreGoodOtherwise() {
    Schema table = required(Types.LongType.get());
    refusesByRule(table, "c > 5", root(table, Cell.of(6L), Cell.of(1L), Cell.ofNull(1L)));

    assertThat(log.kept())
        .containsExactly(
            found(102, "c", "rule 'r': c > 5", "c = 1"), found(103, "c", "a value", "null"));
  }

  @Test
  void reportsAValueThatIsBadInItselfOnceAndNotByARule() {
    Schema table = optional(Types.TimeType.get());
    refusesByRule(table, "c > TIME '12:00:00'", root(table, Cell.of(-1L)));

    assertThat(log.kept())
        .extracting(Violation::expected)
        .containsExactly("a time from 00:00 to before 24:00");
  }

  @Test
  void evaluatesNoRuleOverBrokenOffsets() {
    Schema table = optional(Types.StringType.get());
    VectorSchemaRoot root = root(table, text("a"), text("b"), text("c"));
    root.getVector(0).getOffsetBuffer().setInt(8, 1 << 30);
    refusesByRule(table, "c LIKE '%x'", root);

    assertThat(log.count()).isEqualTo(1);
  }

  @Test
  void letsAMapHoldAKeyTwice() {
    Schema table =
        optional(Types.MapType.ofRequired(2, 3, Types.StringType.get(), Types.LongType.get()));
    Cell entry = Cell.of(List.of(text("k"), Cell.of(1L)));
    accepts(table, Cell.of(List.of(entry, entry)));
  }

  @Test
  void acceptsAnEmptyBatchOfEveryKind() {
    accepts(required(Types.StringType.get()));
    accepts(required(Types.ListType.ofRequired(2, Types.StringType.get())));
    accepts(optional(Types.UnknownType.get()));
  }

  private void accepts(Schema table, Cell... rows) {
    Optional<ValidBatch> batch = check(table, root(table, rows));
    assertThat(log.kept()).isEmpty();
    batch.orElseThrow().close();
  }

  private void refuses(Schema table, Cell... rows) {
    refuses(table, root(table, rows));
  }

  private void refuses(Schema table, VectorSchemaRoot root) {
    assertThat(check(table, root)).isEmpty();
  }

  private void refusesByRule(Schema table, String rule, VectorSchemaRoot root) {
    RuleSet rules = RuleSet.of("ns.t", table, Map.of("firn.check.r", rule));
    assertThat(BatchValidator.of(table, rules).check(ProjectedBatch.of(ORIGIN, root), log))
        .isEmpty();
  }

  private Optional<ValidBatch> check(Schema table, VectorSchemaRoot root) {
    return BatchValidator.of(table).check(ProjectedBatch.of(ORIGIN, root), log);
  }

  private VectorSchemaRoot root(Schema table, Cell... rows) {
    FieldVector vector = ArrowMapping.toArrow(table).getFields().getFirst().createVector(allocator);
    CellVectors.fill(vector, Arrays.asList(rows));
    return new VectorSchemaRoot(
        ArrowMapping.toArrow(table), List.of(vector), vector.getValueCount());
  }

  private static Cell text(String text) {
    return Cell.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Schema required(Type type) {
    return new Schema(Types.NestedField.required(1, "c", type));
  }

  private static Schema optional(Type type) {
    return new Schema(Types.NestedField.optional(1, "c", type));
  }

  private static Violation found(long row, String column, String expected, String found) {
    return Violation.ofRow(row, column, expected, found).inSource("a.arrow");
  }
}
