package dev.firn.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.batch.BatchOrigin;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules report, and what definitions ask them. */
class RuleSetTest {
  @Test
  void namesColumnRuleAndValues() {
    List<List<Object>> rows =
        List.of(
            Flight.row("distance", 1L, "origin", "ORD", "destination", "JFK"),
            Flight.row("distance", -5L, "origin", "ORD", "destination", "ORD"));
    String text = "distance >= 0  AND\n origin <> destination";
    assertThat(Flight.violations(Map.of("firn.check.sane", text), rows))
        .containsExactly(
            new Violation(
                "a.arrow",
                null,
                2L,
                "distance, origin, destination",
                "rule 'sane': distance >= 0 AND origin <> destination",
                "distance = -5, origin = 'ORD', destination = 'ORD'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "every(items, x -> x.price > 0 AND x.price < price) | items.element.price, price | items[2].price = -2.00, price = 10.00",
        "every(items, x -> every(x.tags, t -> t <> 'b')) | items.element.tags.element | items[3].tags[2] = 'b'",
        "NOT every(items, x -> x.price IS NOT NULL) | items.element.price | items = a list of 3 elements",
        "every(items, x -> x.price / n > 0) | items.element.price, n | division by zero; items[1].price = 1.00, n = 0",
        "price < 0 AND address.zip IS NOT NULL | price, address.zip | price = 10.00, address.zip = null",
        "NOT ok AND day < DATE '2000-01-01' | ok, day | ok = true, day = 2024-10-04",
        "at IS NULL AND at_zone IS NULL | at, at_zone | at = 2024-10-04T00:00, at_zone = 2024-10-04T00:00:00Z",
        "bytes = X'' OR code = X'00' | bytes, code | bytes = X'00FF', code = X'01020304'",
        "time_of_day IS NULL OR share > 1 OR ratio > 1 | time_of_day, share, ratio | time_of_day = 01:00, share = 0.5, ratio = 0.25",
        "id IS NULL OR wide IS NULL | id, wide | id = 12151fd2-7586-11e9-8f9e-2a86e4085a59, wide = -1.0000",
        "items IS NULL OR notes IS NULL OR address IS NULL | items, notes, address | items = a list of 3 elements, notes = a value, address = a value",
        "nothing IS NOT NULL | nothing | ``",
      })
  void saysWhichValuesAreToBlame(String rule, String column, String found) {
    List<Object> row =
        Flight.row(
            "n",
            0,
            "price",
            new BigDecimal("10.00"),
            "items",
            List.of(
                Arrays.asList(new BigDecimal("1.00"), List.of("a")),
                Arrays.asList(new BigDecimal("-2.00"), null),
                Arrays.asList(new BigDecimal("-3.00"), List.of("a", "b"))),
            "address",
            Arrays.asList(null, 1),
            "ok",
            true,
            "day",
            20_000,
            "at",
            20_000 * 86_400_000_000L,
            "at_zone",
            20_000 * 86_400_000_000L,
            "bytes",
            new byte[] {0, -1},
            "code",
            new byte[] {1, 2, 3, 4},
            "time_of_day",
            3_600_000_000L,
            "share",
            0.5f,
            "ratio",
            0.25,
            "id",
            java.util.UUID.fromString("12151fd2-7586-11e9-8f9e-2a86e4085a59"),
            "wide",
            new BigDecimal("-1"),
            "notes",
            List.of());
    assertThat(Flight.violations(Map.of("firn.check.r", rule), List.of(row)))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.column()).isEqualTo(column);
              assertThat(violation.found()).isEqualTo(found);
            });
  }

  @Test
  void cutsBetweenCharacters() {
    String smiles = "😀".repeat(40);
    String text = "origin <> '" + "😀".repeat(200) + "' AND destination = address.zip AND FALSE";
    List<Object> row =
        Flight.row(
            "origin", "xx", "destination", smiles, "address", Arrays.asList(smiles + "x", null));
    Violation violation = Flight.violations(Map.of("firn.check.r", text), List.of(row)).getFirst();
    assertThat(List.of(violation.expected(), violation.found()))
        .allMatch(words -> StandardCharsets.UTF_8.newEncoder().canEncode(words));
    assertThat(violation.expected()).endsWith("😀…");
    assertThat(violation.found()).endsWith("😀…'");
  }

  @Test
  void cutsLongTexts() {
    String rule = "origin = '" + "y".repeat(300) + "' OR destination = ''";
    List<Object> row = Flight.row("origin", "ü".repeat(1000), "destination", "x");
    Violation violation = Flight.violations(Map.of("firn.check.r", rule), List.of(row)).getFirst();
    assertThat(violation.found())
        .isEqualTo("origin = '" + "ü".repeat(40) + "…', destination = 'x'");
    assertThat(violation.expected()).hasSizeLessThan(220).endsWith("…");
  }

  @Test
  void reportsEveryRuleOfARowButNotRowsThatWereRefusedBefore() {
    Map<String, String> properties =
        Map.of("firn.check.a", "distance > 0", "firn.check.b", "n > 0", "other.property", "x");
    BatchOrigin origin = new BatchOrigin("a.arrow", 1);
    ViolationLog log = ViolationLog.of("air.flights");
    log.add(origin, 0, new Finding(ViolationKind.VALUE, "distance", "x", () -> "y"));
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root =
            RowVectors.root(
                allocator,
                Flight.SCHEMA,
                Collections.nCopies(2, Flight.row("distance", 0L, "n", 0)))) {
      RuleSet.of("air.flights", Flight.SCHEMA, properties).check(origin, root, log);
    }
    assertThat(log.countsByKind())
        .containsExactly(Map.entry(ViolationKind.VALUE, 1L), Map.entry(ViolationKind.RULE, 2L));
    assertThat(log.kept()).extracting(Violation::row).containsExactly(1L, 2L, 2L);
  }

  @Test
  void findsRowsOfBatchesOfAnySize() {
    List<List<Object>> rows = new ArrayList<>();
    List<Long> broken = new ArrayList<>();
    for (int row = 1; row <= 2_500; row++) {
      boolean isBroken = row % 97 == 0 || row == 1024 || row == 1025 || row == 2500;
      // Every tenth list is longer than a frame.
      int elements = row % 10 == 0 ? 1_100 : row % 3;
      List<Object> items =
          new ArrayList<>(Collections.nCopies(elements, Arrays.asList(BigDecimal.ONE, null)));
      items.add(isBroken ? Arrays.asList(BigDecimal.ZERO, null) : null);
      rows.add(Flight.row("distance", isBroken ? -1L : 1L, "items", items));
      if (isBroken) {
        broken.add((long) row);
      }
    }
    assertThat(Flight.violations(Map.of("firn.check.r", "distance > 0"), rows))
        .extracting(Violation::row)
        .isEqualTo(broken);
    assertThat(Flight.violations(Map.of("firn.check.r", "every(items, x -> x.price > 0)"), rows))
        .extracting(Violation::row)
        .isEqualTo(broken);
  }

  @Test
  void knowsTheFieldsItReads() {
    Rule rule = Flight.rule("every(items, x -> x.price > 0) AND address.no = n");
    assertThat(rule.fieldIds()).containsExactlyInAnyOrder(14, 15, 16, 11, 13, 23);
    RuleSet rules =
        RuleSet.of("t", Flight.SCHEMA, Map.of("firn.check.a", "ok", "firn.check.b", "n > 1"));
    assertThat(rules.using(23)).extracting(Rule::name).containsExactly("b");
    assertThat(rules.using(1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DISTANCE >= 0 /* distance */ AND 'distance' <> origin | miles | miles >= 0 /* distance */ AND 'distance' <> origin",
        "\"distance\" = 1 AND distance=2 | miles flown | \"miles flown\" = 1 AND \"miles flown\"=2",
        "'😀' <> origin\\n AND distance > 0 | select | '😀' <> origin\\n AND \"select\" > 0",
        "origin = '' OR distance > 0 | day_2 | origin = '' OR day_2 > 0",
        "distance > 0 | a\"b | \"a\"\"b\" > 0",
      })
  void followsARenameAndLeavesTheRestAsWritten(String before, String name, String after) {
    String text = before.replace("\\n", "\n");
    assertThat(Flight.rule(text).renamed(withName(1, name)).text())
        .isEqualTo(after.replace("\\n", "\n"));
  }

  @Test
  void followsRenamesOfNestedFields() {
    RuleSet rules =
        RuleSet.of(
            "t",
            Flight.SCHEMA,
            Map.of(
                "firn.check.a", "every(items, price -> price.price > 0 AND price.\"price\" < n)",
                "firn.check.b", "price > 0"));
    assertThat(rules.renamed(withName(16, "cost")))
        .containsExactly(
            Map.entry("firn.check.a", "every(items, price -> price.cost > 0 AND price.cost < n)"));
    assertThat(rules.renamed(withName(14, "lines")))
        .containsEntry(
            "firn.check.a", "every(lines, price -> price.price > 0 AND price.\"price\" < n)");
  }

  @Test
  void refusesARenameThatAListsElementsWouldHide() {
    Rule rule = Flight.rule("every(items, x -> x.price > n)");
    assertThatThrownBy(() -> rule.renamed(withName(23, "x")))
        .hasMessageContaining("Rule 'r' of table 'air.flights'");
    Rule same = Flight.rule("every(items, n2 -> n2.price > 0 AND address.no > 0)");
    Schema next = withName(11, "n2");
    assertThatThrownBy(() -> same.renamed(next)).hasMessageContaining("Rule 'r'");
  }

  private static Schema withName(int fieldId, String name) {
    return new Schema(fields(Flight.SCHEMA.asStruct(), fieldId, name));
  }

  private static List<Types.NestedField> fields(Types.StructType struct, int fieldId, String name) {
    return struct.fields().stream()
        .map(
            field ->
                Types.NestedField.from(field)
                    .withName(field.fieldId() == fieldId ? name : field.name())
                    .ofType(type(field.type(), fieldId, name))
                    .build())
        .toList();
  }

  private static org.apache.iceberg.types.Type type(
      org.apache.iceberg.types.Type type, int fieldId, String name) {
    return switch (type) {
      case Types.StructType struct -> Types.StructType.of(fields(struct, fieldId, name));
      case Types.ListType list ->
          Types.ListType.ofOptional(list.elementId(), type(list.elementType(), fieldId, name));
      default -> type;
    };
  }
}
