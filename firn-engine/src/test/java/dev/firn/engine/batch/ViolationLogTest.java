package dev.firn.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.error.Violation;
import dev.firn.engine.error.ViolationKind;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ViolationLogTest {
  private static final BatchOrigin FIRST = new BatchOrigin("a.csv", 1);
  private static final BatchOrigin SECOND = new BatchOrigin("b.csv", 1);

  @Test
  void keepsTheFirstRowsWhateverTheOrderOfColumns() {
    ViolationLog log = ViolationLog.of("ns.t", 3);
    for (int position : new int[] {1, 5, 9}) {
      log.add(FIRST, position, finding("a"));
    }
    for (int position : new int[] {0, 5, 7}) {
      log.add(FIRST, position, finding("b"));
    }

    assertThat(log.count()).isEqualTo(6);
    assertThat(log.kept())
        .extracting(violation -> violation.row() + violation.column())
        .containsExactly("1b", "2a", "6a");
  }

  @Test
  void keepsSourcesInTheOrderTheyWereRead() {
    ViolationLog log = ViolationLog.of("ns.t", 2);
    log.add(FIRST, 7, finding("a"));
    log.add(SECOND, 0, finding("a"));
    log.add(SECOND, 1, finding("a"));

    assertThat(log.kept()).extracting(Violation::source).containsExactly("a.csv", "b.csv");
  }

  @Test
  void rowThatIsLeftOutDoesNotRefuseTheOneInItsPlace() {
    ViolationLog log = ViolationLog.of("ns.t");
    log.add(FIRST, 3, finding("a"));
    log.add(FIRST, 4, finding("a"));
    log.leaveOut(SECOND, 4);
    log.leaveOut(FIRST, 3);

    assertThat(log.isRefused(FIRST, 3)).isFalse();
    assertThat(log.isRefused(FIRST, 4)).isTrue();
    assertThat(log.count()).isEqualTo(2);
  }

  @Test
  void refusalThatAFailureEndedCountsBothAndKeepsNoMoreThanTheFirst() {
    ViolationLog log = ViolationLog.of("ns.t", 2);
    log.add(FIRST, 3, finding("a"));
    FirnException failure =
        new FirnException(
            ErrorCode.SCHEMA_MISMATCH,
            "Source 'b.csv': no.",
            java.util.List.of(
                Violation.ofColumn("x", "a", "b").inSource("b.csv"),
                Violation.ofColumn("y", "a", "b").inSource("b.csv")),
            Map.of(ViolationKind.SCHEMA, 2L));

    FirnException refusal = log.refusalEndedBy(failure);
    assertThat(refusal.code()).isEqualTo(ErrorCode.DATA_REFUSED);
    assertThat(refusal.violations()).extracting(Violation::column).containsExactly("a", "x");
    assertThat(refusal.violationCount()).isEqualTo(3);
    assertThat(refusal.violationCountsByKind()).containsEntry(ViolationKind.SCHEMA, 2L);
    assertThat(refusal)
        .hasMessageContaining("found 1 violation (")
        .hasMessageEndingWith(" Reading ended there: Source 'b.csv': no.")
        .hasCause(failure);
  }

  @Test
  void makesTextOnlyForWhatItKeeps() {
    AtomicInteger made = new AtomicInteger();
    ViolationLog log = ViolationLog.of("ns.t");
    for (int position = 0; position < 100; position++) {
      log.add(
          FIRST,
          position,
          new Finding(ViolationKind.VALUE, "a", "x", () -> "" + made.incrementAndGet()));
    }

    assertThat(made).hasValue(20);
    assertThat(log.kept()).hasSize(20);
    assertThat(log.count()).isEqualTo(100);
  }

  @Test
  void refusesTheLoadOnceWithTotalAndFirst() {
    ViolationLog log = ViolationLog.of("ns.t", 1);
    log.add(new BatchOrigin("a.csv", 17_001), 2, finding("price"));
    log.add(FIRST, 3, finding("price"));

    assertThatThrownBy(log::requireEmpty)
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_REFUSED);
              assertThat(e.violationCount()).isEqualTo(2);
              assertThat(e.violations()).hasSize(1);
            })
        .hasMessage(
            "Rows for table 'ns.t': expected every value to fit, found 2 violations (value: 2). The first"
                + " is in 'a.csv', row 4, column 'price': expected a value, found null. Nothing was"
                + " written; correct the input or change the table.");
  }

  @Test
  void letsACleanLoadPass() {
    ViolationLog log = ViolationLog.of("ns.t");

    log.requireEmpty();

    assertThat(log.isEmpty()).isTrue();
  }

  @Test
  void refusesToKeepNothingAndRowsBeforeTheFirst() {
    assertThatThrownBy(() -> ViolationLog.of("ns.t", 0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> new BatchOrigin("a", 0)).hasMessageContaining("found first row 0");
  }

  @Test
  void countsByKind() {
    ViolationLog log = ViolationLog.of("ns.t", 1);
    log.add(FIRST, 3, finding("a"));
    log.add(FIRST, 3, new Finding(ViolationKind.NULL, "b", "a value", () -> "null"));
    log.add("a.csv", 9, OptionalLong.of(12), new Finding(ViolationKind.RECORD, "", "x", () -> "y"));
    log.add(FIRST, 4, finding("a"));

    assertThatThrownBy(log::requireEmpty)
        .hasMessageContaining("found 4 violations (record: 1, value: 2, null: 1)")
        .satisfies(
            e ->
                assertThat(((FirnException) e).violationCountsByKind())
                    .containsExactly(
                        Map.entry(ViolationKind.RECORD, 1L),
                        Map.entry(ViolationKind.VALUE, 2L),
                        Map.entry(ViolationKind.NULL, 1L)));
  }

  @Test
  void namesTheLineWhereTheSourceHasLines() {
    ViolationLog log = ViolationLog.of("ns.t");
    log.add("a.csv", 9, OptionalLong.of(12), finding("a"));

    assertThat(log.kept().getFirst().line()).isEqualTo(12);
    assertThatThrownBy(log::requireEmpty).hasMessageContaining("'a.csv', line 12, row 9");
  }

  @Test
  void namesNoColumnWhereTheWholeRecordIsMeant() {
    ViolationLog log = ViolationLog.of("ns.t");
    log.add(
        "a.csv",
        9,
        OptionalLong.of(12),
        new Finding(ViolationKind.RECORD, "", "2 cells", () -> "1 cell"));

    assertThatThrownBy(log::requireEmpty)
        .hasMessageContaining("'a.csv', line 12, row 9: expected 2 cells, found 1 cell");
  }

  @Test
  void knowsTheRefusedRowsOfTheBatchUnderCheck() {
    BatchOrigin next = new BatchOrigin("a.csv", 11);
    ViolationLog log = ViolationLog.of("ns.t");
    log.add(FIRST, 3, finding("a"));

    assertThat(log.isRefused(FIRST, 3)).isTrue();
    assertThat(log.isRefused(FIRST, 4)).isFalse();
    assertThat(log.isRefused(next, 3)).isFalse();
    log.add(next, 4, finding("a"));
    assertThat(log.isRefused(next, 4)).isTrue();
    assertThat(log.isRefused(next, 3)).isFalse();
  }

  private static Finding finding(String column) {
    return new Finding(ViolationKind.VALUE, column, "a value", () -> "null");
  }
}
