package dev.firn.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that cannot be used, and what is said about them. */
class RuleRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "distanse > 1 | column 1: expected a column of the table, found 'distanse'. Did you mean 'distance'?",
        "1 < address.zap | column 13: expected a field of 'address', found 'zap'. Did you mean 'address.zip'?",
        "every(items, x -> x.prize > 0) | column 21: expected a field of 'items.element', found 'prize'. Did you mean 'items.element.price'?",
        "every(items, x -> y.price > 0) | column 19: expected a column of the table, found 'y'",
        "items.price > 0 | column 7: expected a struct before '.', found 'items', which is a list. A list is looked into by every(list, x -> …).",
        "notes.k > 0 | column 7: expected a struct before '.', found 'notes', which is a map. Rules do not look into maps.",
        "distance > 'x' | expected values that compare without loss, found long and string.",
        "day > '2026-01-01' | found date and string. Write DATE '2026-01-31'",
        "at = at_zone | found timestamp and timestamptz. A time with a zone compares with",
        "day = at_zone | found date and timestamptz",
        "distance > ratio | found long and double. A double does not hold every long and decimal",
        "wide = 0.12345 | expected values that compare without loss",
        "distance + 1 | expected a condition, found long",
        "origin | expected a condition, found string",
        "ok + 1 = 2 | column 4: expected a number, found boolean",
        "-origin = 2 | expected a number, found string",
        "items = items | expected values that compare without loss, found a list and a list",
        "address | expected a condition, found a struct",
        "1 = 1 | expected a condition on columns, found one on literals alone",
        "distance > 1 / 0 | expected a value, found division by zero",
        "distance > 9223372036854775807 + 1 | expected a value, found overflow",
        "lenght(origin) > 1 | expected length(text) or every(list, x -> condition), found lenght(). Did you mean 'length'?",
        "length(origin, 1) > 1 | found other arguments of length()",
        "length(distance) > 1 | expected the length of a text or binary, found long",
        "every(origin, x -> x = 1) | column 7: expected a list, found 'origin' of another type",
        "every(items, x -> every(items, y -> y.price > 1)) | expected a list within the element that is looked at, found 'items'",
        "upper(origin) = 'A' | found upper()",
        "distance LIKE '1%' | expected a text before LIKE, found long",
        "origin LIKE destination | expected a pattern such as 'ab%', found what is no literal text",
        "origin LIKE 'a!b' ESCAPE '!' | expected %, _ or the escape itself after an escape, found something else after character 2",
        "origin LIKE 'a' ESCAPE '!!' | expected one character such as '!', found something else",
        "distance IN (SELECT 1) | expected a list of values, found a query",
        "distance = ANY (SELECT 1) | found another predicate",
        "distance BETWEEN SYMMETRIC 1 AND 2 | expected BETWEEN min AND max, found BETWEEN SYMMETRIC",
        "CASE WHEN ok THEN ok END | found searched case",
        "CAST(origin AS bigint) = 1 | found cast",
        "day = DATE '2026-02-30' | column 7: expected a date such as DATE '2026-01-31', found '2026-02-30'",
        "time_of_day = TIME '25:00:00' | expected a time with at most six decimals",
        "time_of_day = TIME '01:00:00.0000001' | expected a time with at most six decimals",
        "at = TIMESTAMP '2026-01-01 1' | expected a timestamp such as TIMESTAMP '2026-01-31 23:59:59.999999'",
        "at_zone = TIMESTAMP '2026-03-29 02:30:00 Europe/Zurich' | expected a time that the clocks of 'Europe/Zurich' show exactly once",
        "id = UUID 'x' | expected a UUID of 8-4-4-4-12 hexadecimal digits, found 'x'",
        "distance > INTERVAL '1' DAY | found an interval",
        "distance > REAL '1' | found REAL '…'",
        "ratio > 1e999 | expected a number that a double holds",
        "wide > 100000000000000000000000000000000000000.0 | expected a number of at most 38 digits, found 40 digits",
        "distance == 1 | line 1, column 11: expected a condition, found mismatched input '='",
        "distance > | line 1, column 11: expected a condition, found mismatched input '<EOF>'",
        "`   ` | expected a condition such as distance >= 0, found nothing",
      })
  void saysWhatIsWrongAndWhere(String rule, String words) {
    assertThatThrownBy(() -> Flight.rule(rule))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageStartingWith("Rule 'r' of table 'air.flights', line 1, column ")
        .hasMessageContaining(words)
        .hasMessageContaining("Correct or remove the table property 'firn.check.r'");
  }

  @Test
  void countsLinesAndCharactersNotUnitsOfCharacters() {
    assertThatThrownBy(() -> Flight.rule("origin = '😀' AND\n  origin <> x"))
        .hasMessageContaining("line 2, column 13: expected a column of the table, found 'x'");
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 3_000, 10_000, 1_000_000})
  void refusesBracketsWithoutEnd(int count) {
    assertThatThrownBy(() -> Flight.rule("(".repeat(count) + "ok" + ")".repeat(count)))
        .isInstanceOf(FirnException.class)
        .hasMessageMatching(".*expected at most (100 open brackets|10000 characters).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NOT ", "- ", "ok = ok AND ", "x -> ", "1 + ", "CASE WHEN ", "every(items, x -> "})
  void refusesNestingWithoutEnd(String part) {
    String text = part.repeat(9_990 / part.length()) + "ok";
    assertThatThrownBy(() -> Flight.rule(text)).isInstanceOf(FirnException.class);
  }

  @Test
  void readsAHundredBrackets() {
    assertThat(Flight.rule("(".repeat(100) + "ok" + ")".repeat(100)).columns())
        .containsExactly("ok");
  }

  @Test
  void bracketsInTextDoNotNest() {
    String text = "origin <> '" + "(".repeat(200) + "'";
    assertThat(Flight.rule(text).text()).isEqualTo(text);
  }

  @Test
  void namesAllRulesThatCannotBeUsed() {
    Map<String, String> properties =
        Map.of("firn.check.a", "x > 1", "firn.check.b", "ok", "firn.check.c", "y > 1");
    assertThatThrownBy(() -> RuleSet.of("air.flights", Flight.SCHEMA, properties))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.violations())
                  .extracting(violation -> violation.column())
                  .containsExactly("firn.check.a", "firn.check.c");
              assertThat(e.violationCount()).isEqualTo(2);
            })
        .hasMessageContaining("In all 2 rules cannot be used: firn.check.a, firn.check.c.");
  }

  @Test
  void aRuleHasAName() {
    assertThatThrownBy(() -> RuleSet.of("air.flights", Flight.SCHEMA, Map.of("firn.check.", "ok")))
        .hasMessageContaining("expected a rule's name behind the last dot, found none");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anythingElseIsARefusalWithAPlace(long seed) {
    Random random = new Random(seed);
    String[] words =
        ("distance origin ok items x x.price every( length( ( ) , -> = <> < AND OR NOT IN ( 1 2.5 1e3"
                + " 'a' X'0' X'0a' U&'\\x' DATE '2' DATE '2026-01-01' NULL TRUE LIKE '%' ESCAPE '!'"
                + " BETWEEN IS DISTINCT FROM - + * / % \"a\" \" ' -- /* */ ; . [ ] ? CASE WHEN THEN"
                + " CAST( AS bigint ) 99999999999999999999 0x 0b2 1_0 é 😀 \u0000 `a` @ TIMESTAMP"
                + " '2026-01-01 00:00:00 x' SELECT EXISTS ( JSON_EXISTS( ROW( || AT TIME ZONE")
            .split(" ", -1);
    for (int run = 0; run < 3_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextInt(9) == 0 ? "" : " ");
      }
      requireRuleOrRefusal(seed, text.toString());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedRulesAreRefusedOrUsed(long seed) {
    Random random = new Random(seed);
    String[] rules = {
      "distance >= 0 AND origin <> destination",
      "every(items, x -> x.price > 0 AND every(x.tags, t -> length(t) BETWEEN 1 AND 5))",
      "price * 1.19 / n % 3 <= wide - 1e0 OR at_zone < TIMESTAMP '2026-01-01 00:00:00 +01:00'",
      "origin NOT LIKE 'a!%%' ESCAPE '!' AND code IN (X'00', NULL) AND \"Two Words\" IS NULL",
    };
    for (int run = 0; run < 2_000; run++) {
      StringBuilder text = new StringBuilder(rules[random.nextInt(rules.length)]);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, (char) random.nextInt(0x250));
          default -> text.insert(at, text.substring(at, at + random.nextInt(text.length() - at)));
        }
      }
      requireRuleOrRefusal(seed, text.toString());
    }
  }

  private static void requireRuleOrRefusal(long seed, String text) {
    try {
      assertThat(Flight.rule(text).fieldIds()).isNotEmpty();
    } catch (FirnException e) {
      assertThat(e).as("seed %s: %s", seed, text).hasMessageContaining("line ");
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed + ": " + text, e);
    }
  }
}
