package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableNameTest {
  @Test
  void lastDotSeparatesNamespaceAndName() {
    TableName name = TableName.parse("lake.air.flights");
    assertThat(name.namespace()).isEqualTo("lake.air");
    assertThat(name.name()).isEqualTo("flights");
    assertThat(name.folder()).isEqualTo("lake/air/flights");
    assertThat(name).hasToString("lake.air.flights");
  }

  @Test
  void caseDoesNotMatterToSql() {
    assertThat(TableName.parse("Air.Flights").matches(TableName.parse("air.flights"))).isTrue();
    assertThat(TableName.parse("air.flights").matches(TableName.parse("air.flight"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"flights", ".flights", "air.", "a..b", "a/b.c", "a.b$files", "a. ", "a.b\n"})
  void nameThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> TableName.parse(text))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void nameTooLongForIcebergsCatalogIsRefused() {
    assertThatThrownBy(() -> new TableName("air", "x".repeat(256)))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("255");
  }
}
