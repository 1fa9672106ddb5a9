package dev.firn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.memory.MemoryBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DuckDbTypesTest {
  private static final String UUID = "00112233-4455-6677-8899-aabbccddeeff";

  private final MemoryBudget budget = MemoryBudget.of(256L << 20);
  private final DuckDbSession session = DuckDbSession.open(DuckDbSettings.of(64L << 20, 1), budget);

  @AfterEach
  void nothingIsLeft() {
    session.close();
    assertThat(budget.usedBytes()).isZero();
    budget.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "true; Bool; true",
        "(-5)::TINYINT; Int(8, true); -5",
        "(-5)::SMALLINT; Int(16, true); -5",
        "(-5)::INTEGER; Int(32, true); -5",
        "(-9223372036854775808)::BIGINT; Int(64, true); -9223372036854775808",
        "200::UTINYINT; Int(8, false); -56",
        "4000000000::UINTEGER; Int(32, false); -294967296",
        "18446744073709551615::UBIGINT; Int(64, false); -1",
        "1.5::FLOAT; FloatingPoint(SINGLE); 1.5",
        "'NaN'::DOUBLE; FloatingPoint(DOUBLE); NaN",
        "-0.0::DOUBLE; FloatingPoint(DOUBLE); -0.0",
        "1.5::DECIMAL(4,1); Decimal(4, 1, 128); 1.5",
        "-12345678.9::DECIMAL(9,1); Decimal(9, 1, 128); -12345678.9",
        "1.50::DECIMAL(18,2); Decimal(18, 2, 128); 1.50",
        "(-99999999999999999999999999999999999.999)::DECIMAL(38,3); Decimal(38, 3, 128);"
            + " -99999999999999999999999999999999999.999",
        "DATE '1969-12-31'; Date(DAY); -1",
        "TIME '01:02:03.000004'; Time(MICROSECOND, 64); 3723000004",
        "TIME_NS '01:02:03.123456789'; Time(NANOSECOND, 64); 3723123456789",
        "TIMESTAMP '1969-12-31 23:59:59.999999'; Timestamp(MICROSECOND, null);"
            + " 1969-12-31T23:59:59.999999",
        "TIMESTAMP_S '2020-01-01 01:02:03'; Timestamp(SECOND, null); 2020-01-01T01:02:03",
        "TIMESTAMP_MS '2020-01-01'; Timestamp(MILLISECOND, null); 2020-01-01T00:00",
        "TIMESTAMP_NS '2020-01-01 00:00:00.123456789'; Timestamp(NANOSECOND, null);"
            + " 2020-01-01T00:00:00.123456789",
        "TIMESTAMPTZ '1970-01-01 01:00:00+01'; Timestamp(MICROSECOND, UTC); 0",
        "TIMESTAMPTZ_NS '1970-01-01 00:00:00.000000007'; Timestamp(NANOSECOND, UTC); 7",
        "INTERVAL 3 DAY; Interval(MONTH_DAY_NANO); P3D PT0S",
        "'é' || repeat('x', 20); Utf8; éxxxxxxxxxxxxxxxxxxxx",
        "'\\xFF\\x00'::BLOB; Binary; ff00",
        "'b'::ENUM('a', 'b'); Utf8; b",
        "'{\"a\":1}'::JSON; Utf8; {\"a\":1}",
        "(-99999999999999999999999999999999999999)::HUGEINT; Decimal(38, 0, 128);"
            + " -99999999999999999999999999999999999999",
        "99999999999999999999999999999999999999::HUGEINT; Decimal(38, 0, 128);"
            + " 99999999999999999999999999999999999999",
        "7::UHUGEINT; Decimal(38, 0, 128); 7",
        "NULL; Null; null",
      })
  void comesOutAsPlainArrow(String expression, String type, String value) throws IOException {
    String sql =
        "SELECT v FROM (SELECT 1 AS row, "
            + expression
            + " AS v UNION ALL SELECT 2, NULL) ORDER BY row";
    try (ArrowReader rows = session.query(sql, 10)) {
      Field field = rows.getVectorSchemaRoot().getSchema().findField("v");
      assertThat(field.getType()).hasToString(type);
      assertThat(field.getMetadata()).isEmpty();
      assertThat(field.getDictionary()).isNull();
      List<List<Object>> values = Rows.readAll(rows);
      assertThat(String.valueOf(values.get(0).getFirst())).isEqualTo(value);
      assertThat(values.get(1).getFirst()).isNull();
    }
  }

  @Test
  void marksUuidsWithArrowsExtensionName() throws IOException {
    try (ArrowReader rows = session.query("SELECT UUID '" + UUID + "' AS u", 10)) {
      Field field = rows.getVectorSchemaRoot().getSchema().findField("u");
      assertThat(field.getType()).hasToString("FixedSizeBinary(16)");
      assertThat(field.getMetadata()).containsEntry("ARROW:extension:name", "arrow.uuid");
      assertThat(Rows.readAll(rows)).containsExactly(List.of("00112233445566778899aabbccddeeff"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'x': true, 'e': 'b'::ENUM('a','b'), 'n': NULL::INT}; {\"x\":true,\"e\":\"b\"}",
        "[true, NULL, false]; [true,null,false]",
        "['a'::ENUM('a','b'), 'b']; [\"a\",\"b\"]",
        "MAP {'k': true, 'l': false}; [{\"key\":\"k\",\"value\":true},{\"key\":\"l\",\"value\":false}]",
        "[[1], [], NULL, [2, 3]]; [[1],[],null,[2,3]]",
        "array_value(true, false); [true,false]",
        "[{'d': 5::HUGEINT}]; [{\"d\":5}]",
      })
  void convertsInsideNestedTypes(String expression, String value) throws IOException {
    String sql =
        "SELECT " + expression + " AS v UNION ALL SELECT NULL UNION ALL SELECT " + expression;
    try (ArrowReader rows = session.query(sql, 2)) {
      List<String> found = new ArrayList<>();
      Rows.readAll(rows).forEach(row -> found.add(String.valueOf(row.getFirst())));
      assertThat(found).containsExactlyInAnyOrder(value, "null", value);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100000000000000000000000000000000000000::HUGEINT",
        "(-100000000000000000000000000000000000000)::HUGEINT",
        "340282366920938463463374607431768211455::UHUGEINT",
      })
  void refusesIntegersBeyond38Digits(String expression) {
    try (ArrowReader rows = session.query("SELECT " + expression + " AS big", 10)) {
      assertThatThrownBy(rows::loadNextBatch)
          .isInstanceOf(FirnException.class)
          .hasMessageContaining("Column 'big': expected at most 38 digits");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'101'::BIT", "'1'::BIGNUM", "'01:02:03+02'::TIMETZ", "[{'a': '1'::BIT}]"})
  void refusesTypesWithoutAPlainForm(String expression) {
    assertThatThrownBy(() -> session.query("SELECT " + expression + " AS odd", 10))
        .isInstanceOf(FirnException.class)
        .hasMessageStartingWith("Column 'odd")
        .hasMessageEndingWith("Cast it, for example to VARCHAR.");
  }

  @Test
  void packsMoreBooleansThanAByteHolds() throws IOException {
    try (ArrowReader rows =
        session.query(
            "SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE i % 3 = 0 END FROM range(1003) t(i)", 501)) {
      List<List<Object>> values = Rows.readAll(rows);
      assertThat(values).hasSize(1003);
      for (int i = 0; i < values.size(); i++) {
        assertThat(values.get(i).getFirst()).isEqualTo(i % 5 == 0 ? null : (Object) (i % 3 == 0));
      }
    }
  }

  @Test
  void givesEveryTypeBackAsItTookIt() throws IOException {
    String sql =
        "SELECT UUID '"
            + UUID
            + "' AS u, true AS b, 1.5::DECIMAL(38,2) AS d, TIMESTAMPTZ '2020-01-01' AS z,"
            + " TIME '01:02:03' AS t, '\\x01'::BLOB AS l, [1, 2] AS i, {'a': DATE '2020-01-01'} AS s,"
            + " TIMESTAMP_NS '2020-01-01' AS n, MAP {'k': 1.5::FLOAT} AS m, 7::UBIGINT AS o";
    try (ArrowReader direct = session.query(sql, 10);
        ArrowReader through =
            session.query("SELECT * FROM t", Map.of("t", session.query(sql, 10)), 10)) {
      assertThat(through.getVectorSchemaRoot().getSchema())
          .hasToString(direct.getVectorSchemaRoot().getSchema().toString());
      assertThat(Rows.readAll(through).toString()).isEqualTo(Rows.readAll(direct).toString());
    }
  }

  @Test
  void givesAnEmptyResultItsSchema() throws IOException {
    try (ArrowReader rows =
        session.query("SELECT true AS b, [UUID '" + UUID + "'] AS u WHERE false", 10)) {
      assertThat(rows.getVectorSchemaRoot().getSchema().getFields()).hasSize(2);
      assertThat(rows.loadNextBatch()).isFalse();
    }
  }
}
