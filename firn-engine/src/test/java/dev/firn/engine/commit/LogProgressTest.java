package dev.firn.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.LogPosition;
import dev.firn.engine.table.TableName;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** A log's owner commits only from where it believes that its table is. */
final class LogProgressTest {
  private static final TableName TABLE = TableName.parse("air.flights");
  private static final String LOG = "01KDXT79D831160SRWNDE1B34P";
  private static final String KEY = LogPosition.propertyOf(LOG);

  private static TableMetadata saying(Map<String, String> properties) {
    Schema schema = new Schema(Types.NestedField.required(1, "n", Types.LongType.get()));
    return TableMetadata.newTableMetadata(
        schema, PartitionSpec.unpartitioned(), SortOrder.unsorted(), "file:///t", properties);
  }

  private static LogProgress from(Optional<LogPosition> expected) {
    return new LogProgress(LOG, expected, new LogPosition(2, 900), Map.of());
  }

  @Test
  void tableThatSaysWhatWasExpectedIsFine() {
    assertThatCode(() -> from(Optional.empty()).requireExpected(saying(Map.of()), TABLE))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                from(Optional.of(new LogPosition(2, 500)))
                    .requireExpected(saying(Map.of(KEY, "2:500")), TABLE))
        .doesNotThrowAnyException();
  }

  @Test
  void ownerThatWasReplacedIsFenced() {
    requireRefused(Optional.of(new LogPosition(2, 500)), "3:500", ErrorCode.FENCED);
    requireRefused(Optional.empty(), "2:0", ErrorCode.FENCED);
  }

  @Test
  void tableOfAnotherMomentIsNoTakeover() {
    requireRefused(Optional.of(new LogPosition(2, 500)), "2:400", ErrorCode.CORRUPT);
    requireRefused(Optional.of(new LogPosition(2, 500)), "1:500", ErrorCode.CORRUPT);
    requireRefused(Optional.of(new LogPosition(2, 500)), "a word", ErrorCode.CORRUPT);
    requireRefused(Optional.empty(), "1:400", ErrorCode.CORRUPT);
    requireRefused(Optional.empty(), "a word", ErrorCode.CORRUPT);
  }

  private static void requireRefused(
      Optional<LogPosition> expected, String found, ErrorCode refusal) {
    assertThatThrownBy(() -> from(expected).requireExpected(saying(Map.of(KEY, found)), TABLE))
        .isInstanceOfSatisfying(FirnException.class, e -> assertThat(e.code()).isEqualTo(refusal))
        .hasMessageContaining(KEY)
        .hasMessageContaining("found '" + found + "'");
  }

  @Test
  void tableThatForgotIsOfAnotherMoment() {
    assertThatThrownBy(
            () ->
                from(Optional.of(new LogPosition(2, 500))).requireExpected(saying(Map.of()), TABLE))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining("expected '2:500', found 'nothing'");
  }
}
