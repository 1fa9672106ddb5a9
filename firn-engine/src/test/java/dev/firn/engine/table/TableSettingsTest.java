package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TableSettingsTest {
  @ParameterizedTest
  @CsvSource({"100000, 100000", "100kB, 100000", "64KiB, 65536", "50GB, 50000000000"})
  void takesMaxFileSizeWithOrWithoutUnit(String value, long bytes) {
    TableSettings settings = TableSettings.of(Map.of("firn.max-file-size", value), 1_000_000);
    assertThat(settings.fileBytesMax()).isEqualTo(bytes);
  }

  @Test
  void takesTheCallersMaxFileSizeWhereTheTableHasNone() {
    assertThat(TableSettings.of(Map.of(), 1_000_000).fileBytesMax()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4095", "1kB", "100TB", "51GB", "50000000001", "plenty", "-5MB"})
  void refusesMaxFileSizeThatCannotBeOne(String value) {
    assertThatThrownBy(() -> TableSettings.of(Map.of("firn.max-file-size", value), 1_000_000))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "Table property 'firn.max-file-size': expected a size from 4096 bytes to 50GB, such"
                + " as 512MB or 1GiB, found '"
                + value
                + "'.");
  }

  @Test
  void partitionStatisticsAreKeptOnlyWhereATableAsks() {
    assertThat(TableSettings.of(Map.of(), 1_000_000).keepsPartitionStatistics()).isFalse();
    assertThat(
            TableSettings.of(Map.of("firn.partition-statistics.enabled", "True"), 1_000_000)
                .keepsPartitionStatistics())
        .isTrue();
    assertThatThrownBy(
            () -> TableSettings.of(Map.of("firn.partition-statistics.enabled", "1"), 1_000_000))
        .hasMessageContaining("expected true or false, found '1'");
  }
}
