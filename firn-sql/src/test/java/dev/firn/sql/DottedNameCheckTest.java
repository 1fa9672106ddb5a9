package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DottedNameCheckTest {
  private final StatementParser parser = new StatementParser();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"a.b\" int, a row(b int) | 30 | Column 'a.b': expected a dotted name | '\"a.b\"', which",
        "a row(b int), \"a.b\" int | 33 | Column '\"a.b\"': expected a dotted name | column 'a.b'",
        "\"A.B\" int, a row(b int) | 30 | Column 'a.b': expected a dotted name | also 'a.b'",
        "c row(\"a.b\" int, a row(b int)) | 19 | Column 'c.a.b': expected | 'c.\"a.b\"'",
        "a array(row(b int)), \"a.element.b\" int | 40 | Column '\"a.element.b\"' | 'a.element.b'",
      })
  void refusesColumnsThatIcebergCouldNotTellApart(
      String columns, int place, String column, String other) {
    assertThatThrownBy(() -> parser.parse("CREATE TABLE a.t (" + columns + ")"))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX))
        .hasMessageStartingWith("SQL, line 1, column " + place + ": ")
        .hasMessageContaining(column)
        .hasMessageContaining(other);
  }

  @Test
  void takesDotsThatMisleadNobody() {
    assertThat(parser.parse("CREATE TABLE a.t (\"a.b\" int, a row(c int), b row(\"c.d\" int))"))
        .hasSize(1);
  }
}
