package dev.firn.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules are in one row, case by case, as docs/rules.md says it. */
class RuleSemanticsTest {
  private static final List<Object> ROW =
      Flight.row(
          "distance",
          5L,
          "origin",
          "ORD",
          "destination",
          "zürich 😀",
          "price",
          new BigDecimal("19.90"),
          "ratio",
          0.1,
          "share",
          0.1f,
          "day",
          20_000,
          "at",
          20_000 * 86_400_000_000L,
          "at_zone",
          20_000 * 86_400_000_000L,
          "ok",
          true,
          "address",
          Arrays.asList("8001", null),
          "items",
          List.of(
              Arrays.asList(new BigDecimal("1.50"), List.of("a", "bb")),
              Arrays.asList(new BigDecimal("-2.00"), null)),
          "bytes",
          new byte[] {0, (byte) 0xFF},
          "id",
          UUID.fromString("12151fd2-7586-11e9-8f9e-2a86e4085a59"),
          "wide",
          new BigDecimal("9999999999999999999999999999999999.9999"),
          "code",
          new byte[] {1, 2, 3, 4},
          "n",
          7,
          "time_of_day",
          3_600_000_000L,
          "notes",
          List.of(),
          "at_nanos",
          20_000 * 86_400_000_000_000L,
          "other",
          Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "distance = 5 | true",
        "distance <> 5 | false",
        "distance < 5.01 | true",
        "distance > 4.99 AND 5 >= distance | true",
        "DISTANCE = 5 | true",
        "\"Two Words\" = 5 | null",
        "NOT (\"Two Words\" = 5) | null",
        "distance IS DISTINCT FROM \"Two Words\" | true",
        "\"Two Words\" IS NOT DISTINCT FROM NULL | true",
        "distance = NULL | null",
        "\"Two Words\" IS NULL | true",
        "distance IS NOT NULL | true",
        "nothing IS NULL | true",
        "address IS NOT NULL | true",
        "address.no IS NULL | true",
        "address.zip = '8001' | true",
        "notes IS NOT NULL | true",
        "ok | true",
        "NOT ok | false",
        "ok = TRUE | true",
        "ok > FALSE | true",
        "ok IN (FALSE, NULL) | null",
        "distance IN (1, 2, 5) | true",
        "distance IN (1, NULL) | null",
        "distance NOT IN (1, NULL) | null",
        "distance NOT IN (1, 2) | true",
        "distance IN (1, n - 2) | true",
        "origin IN ('JFK', 'ORD') | true",
        "origin NOT IN ('JFK', 'LAX') | true",
        "ratio IN (0.1, 7) | true",
        "wide IN (9999999999999999999999999999999999.9999) | true",
        "wide IN (1, 2) | false",
        "distance BETWEEN 5 AND 6 | true",
        "distance NOT BETWEEN 5 AND 6 | false",
        "distance BETWEEN 6 AND NULL | false",
        "distance BETWEEN 5 AND NULL | null",
        "origin BETWEEN 'A' AND 'ORD' | true",
        "origin = 'ord' | false",
        "origin < 'ORDX' | true",
        "'ORC' < origin | true",
        "origin <> destination | true",
        "origin LIKE 'O%' | true",
        "origin LIKE 'O_' | false",
        "origin NOT LIKE '%X%' | true",
        "destination LIKE 'z_rich _' | true",
        "destination LIKE 'z!_%' ESCAPE '!' | false",
        "length(destination) = 8 | true",
        "length(origin) + 1 = 4 | true",
        "length(bytes) = 2 | true",
        "length(code) = 4 | true",
        "price = 19.9 | true",
        "price * distance > 99.49 | true",
        "price / 3 = 6.63 | true",
        "price % 5 = 4.90 | true",
        "-price < 0 | true",
        "price - 20 = -0.10 | true",
        "price * price = 396.01 | true",
        "wide > 0 | true",
        "-wide < 0 | true",
        "wide + wide > 0 | overflow",
        "wide - wide = 0 | true",
        "wide * 2.0 > 0 | overflow",
        "wide / 0 > 0 | division by zero",
        "wide % 10 = 9.9999 | true",
        "wide = wide + 0.00 | true",
        "distance / 2 = 2 | true",
        "-distance / 2 = -2 | true",
        "-distance % 3 = -2 | true",
        "distance / 0 = 1 | division by zero",
        "distance % (n - 7) = 1 | division by zero",
        "other + 1 > 0 | overflow",
        "other * 2 > 0 | overflow",
        "-other - 2 < 0 | overflow",
        "n = 0 OR 1 / (n - 7) = 1 | division by zero",
        "n = 7 OR 1 / (n - 7) = 1 | true",
        "1 / (n - 7) = 1 OR n = 7 | true",
        "n <> 7 AND 1 / (n - 7) = 1 | false",
        "1 / (n - 7) = \"Two Words\" | division by zero",
        "(1 / (n - 7)) IS NULL | division by zero",
        "\"Two Words\" / 0 = 1 | null",
        "ratio = 0.1 | true",
        "ratio = 1e-1 | true",
        "share = 0.1 | true",
        "share = ratio | false",
        "ratio / 0 > 1e300 | true",
        "0 / (ratio - ratio) = 1 | false",
        "0 / (ratio - ratio) <> 1 | true",
        "ratio > n | false",
        "ratio * n > 0.69 | true",
        "day = DATE '2024-10-04' | true",
        "day < DATE '2024-10-05' | true",
        "day = at | true",
        "at = DATE '2024-10-04' | true",
        "at = TIMESTAMP '2024-10-04 00:00:00' | true",
        "at_zone = TIMESTAMP '2024-10-04 02:00:00 +02:00' | true",
        "at_zone = TIMESTAMP '2024-10-04 02:00:00 Europe/Zurich' | true",
        "at_nanos = at | true",
        "at_nanos = day | true",
        "at_nanos < DATE '9999-12-31' | true",
        "at_nanos = DATE '9999-12-31' | false",
        "at_nanos BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' | true",
        "at_nanos IN (DATE '9999-12-31', day) | true",
        "at_nanos > TIMESTAMP '9999-12-31 00:00:00' | false",
        "at_nanos < TIMESTAMP '2024-10-04 00:00:00.000000001' | true",
        "time_of_day = TIME '01:00:00' | true",
        "id = UUID '12151FD2-7586-11e9-8f9e-2a86e4085a59' | true",
        "bytes = X'00FF' | true",
        "bytes < X'0100' | true",
        "code = X'01020304' | true",
        "code > bytes | true",
        "every(items, x -> x.price > 0) | false",
        "every(items, x -> x.price > -3) | true",
        "every(items, X -> x.PRICE < price) | true",
        "every(items, x -> x.price < \"Two Words\") | null",
        "every(items, x -> every(x.tags, t -> length(t) > 0)) | null",
        "every(items, x -> every(x.tags, t -> length(t) < 2)) | false",
        "every(items, x -> x.tags IS NOT NULL) | false",
        "every(items, x -> every(x.tags, t -> t <> origin AND x.price < distance)) | null",
        "every(items, x -> x.price / (distance - 5) > 0) | division by zero",
        "every(items, x -> ok) | true",
        "every(items, x -> x IS NOT NULL) | true",
      })
  void isWhatSqlSays(String rule, String outcome) {
    assertThat(Flight.outcome(rule, ROW)).as(rule).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "every(items, x -> x.price > 0) | true",
        "NOT every(items, x -> x.price > 0) | false",
      })
  void everyIsTrueOfNoElements(String rule, String outcome) {
    assertThat(Flight.outcome(rule, Flight.row("items", List.of()))).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "every(items, x -> x.price > 0) | null",
        "items IS NULL | true",
        "address.zip IS NULL | true",
        "ok | null",
        "length(origin) = 3 | null",
        "origin LIKE '%' | null",
        "price + wide > 0 | null",
        "ratio <> ratio | null",
        "ok OR TRUE | true",
        "ok AND FALSE | false",
      })
  void nullsArePassedOn(String rule, String outcome) {
    assertThat(Flight.outcome(rule, Flight.row())).as(rule).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ratio = ratio | false",
        "ratio <> ratio | true",
        "ratio < 1 | false",
        "ratio > 1 | false",
        "ratio BETWEEN 0 AND 1 | false",
        "ratio IN (1, 2) | false",
        "ratio IS DISTINCT FROM ratio | false",
        "ratio IS DISTINCT FROM 1 | true",
      })
  void nanEqualsNothing(String rule, String outcome) {
    assertThat(Flight.outcome(rule, Flight.row("ratio", Double.NaN))).as(rule).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "distance / -1 > 0 | overflow",
        "-distance > 0 | overflow",
        "distance % -1 = 0 | true",
        "distance = -9223372036854775808 | true",
        "day < at | true",
        "day = at | false",
      })
  void theLeastNumbersOverflow(String rule, String outcome) {
    List<Object> row = Flight.row("distance", Long.MIN_VALUE, "day", Integer.MIN_VALUE, "at", 0L);
    assertThat(Flight.outcome(rule, row)).as(rule).isEqualTo(outcome);
  }
}
