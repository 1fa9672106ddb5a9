package dev.firn.engine.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Random conditions, each in two dialects: a rule's and DuckDB's. What the two define differently
 * (overflow, division by zero, NaN) is left to RuleSemanticsTest.
 */
final class RandomRules {
  /** The same expression twice. */
  record Pair(String rule, String duckDb) {
    Pair wrap(String before, String after) {
      return new Pair(before + rule + after, before + duckDb + after);
    }
  }

  private static final List<String> TEXTS = List.of("", "a", "ab", "ü", "b😀", "%", "a_");
  private static final List<String> PATTERNS =
      List.of("%", "a%", "%b%", "_", "__", "%ü", "", "a!_");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

  private final Random random;

  /** The names of the elements of the lists around, outer ones first. */
  private final List<String> elements = new ArrayList<>();

  RandomRules(Random random) {
    this.random = random;
  }

  Pair condition(int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      return switch (random.nextInt(6)) {
        case 0, 1 -> join(condition(depth - 1), " AND ", condition(depth - 1));
        case 2, 3 -> join(condition(depth - 1), " OR ", condition(depth - 1));
        case 4 -> condition(depth - 1).wrap("(NOT ", ")");
        default -> every(depth - 1);
      };
    }
    return switch (random.nextInt(7)) {
      case 0, 1 -> predicate(integer(depth), integer(depth), integer(depth));
      case 2 -> predicate(decimal(depth), decimal(depth), decimal(depth));
      case 3 -> predicate(text(), text(), text());
      case 4 -> predicate(moment(), moment(), moment());
      case 5 -> predicate(floating(depth), floating(depth), floating(depth));
      default -> other();
    };
  }

  private Pair every(int depth) {
    if (elements.size() == 2) {
      return condition(depth);
    }
    String list = elements.isEmpty() ? "items" : elements.getFirst() + ".tags";
    String element = "e" + elements.size();
    elements.add(element);
    Pair body = condition(depth);
    elements.removeLast();
    String truths = "list_transform(" + list + ", lambda " + element + ": " + body.duckDb + ")";
    String duckDb =
        "(CASE WHEN %s IS NULL THEN NULL WHEN list_contains(%s, FALSE) THEN FALSE"
                .formatted(list, truths)
            + " WHEN len(list_filter(%s, lambda z: z IS NULL)) > 0 THEN NULL ELSE TRUE END)"
                .formatted(truths);
    return new Pair("every(" + list + ", " + element + " -> " + body.rule + ")", duckDb);
  }

  private Pair predicate(Pair left, Pair right, Pair third) {
    return switch (random.nextInt(7)) {
      case 0 ->
          join(left, random.nextBoolean() ? " IS DISTINCT FROM " : " IS NOT DISTINCT FROM ", right);
      case 1 -> {
        Pair range = join(right, " AND ", third, false);
        yield join(left, not() + "BETWEEN ", range);
      }
      case 2 -> in(left, right, third);
      case 3 -> left.wrap("(", random.nextBoolean() ? " IS NULL)" : " IS NOT NULL)");
      default -> join(left, " " + pick(COMPARISONS) + " ", right);
    };
  }

  private Pair in(Pair value, Pair first, Pair second) {
    String end = random.nextInt(4) == 0 ? ", NULL))" : "))";
    Pair list = new Pair(first.rule + ", " + second.rule, first.duckDb + ", " + second.duckDb);
    return join(value, not() + "IN (", list.wrap("", end), false).wrap("(", "");
  }

  private String not() {
    return random.nextBoolean() ? " " : " NOT ";
  }

  private static Pair join(Pair left, String between, Pair right) {
    return join(left, between, right, true);
  }

  private static Pair join(Pair left, String between, Pair right, boolean isBracketed) {
    Pair pair = new Pair(left.rule + between + right.rule, left.duckDb + between + right.duckDb);
    return isBracketed ? pair.wrap("(", ")") : pair;
  }

  private Pair integer(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> join(integer(depth - 1), " + ", integer(depth - 1));
        case 1 -> join(integer(depth - 1), " - ", integer(depth - 1));
        case 2 -> join(integer(depth - 1), " * ", same("" + random.nextInt(-3, 4)));
        default -> join(integer(depth - 1), " % ", same("" + random.nextInt(1, 4)));
      };
    }
    return switch (random.nextInt(5)) {
      case 0 -> same("" + random.nextInt(-3, 4));
      case 1 -> column("distance", "CAST(distance AS BIGINT)");
      case 2 -> column("n", "CAST(n AS BIGINT)");
      case 3 -> column("address.no", "CAST(address.no AS BIGINT)");
      default -> text().wrap("length(", ")");
    };
  }

  private Pair decimal(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> join(decimal(depth - 1), " + ", decimal(0));
        case 1 -> join(decimal(depth - 1), " - ", decimal(0));
        default -> join(column("price", "price"), " * ", same("-2.5"));
      };
    }
    if (elements.size() == 1 && random.nextBoolean()) {
      return column("e0.price", "CAST(e0.price AS DECIMAL(38, 4))");
    }
    return switch (random.nextInt(4)) {
      case 0 -> column("price", "CAST(price AS DECIMAL(38, 4))");
      case 1 -> column("wide", "wide");
      case 2 -> column("n", "CAST(n AS DECIMAL(38, 4))");
      default -> {
        String literal = (random.nextInt(600) - 300) / 100.0 + "";
        yield new Pair(literal, "CAST(" + literal + " AS DECIMAL(38, 4))");
      }
    };
  }

  private Pair floating(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return join(column("ratio", "ratio"), " " + pick(List.of("+", "-", "*")) + " ", floating(0));
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Pair("0.25", "CAST(0.25 AS DOUBLE)");
      case 1 -> column("n", "CAST(n AS DOUBLE)");
      case 2 -> column("share", "CAST(share AS DOUBLE)");
      default -> column("ratio", "ratio");
    };
  }

  private Pair text() {
    if (elements.size() == 2 && random.nextBoolean()) {
      return same("e1");
    }
    return switch (random.nextInt(4)) {
      case 0 -> same("'" + pick(TEXTS) + "'");
      case 1 -> same("origin");
      case 2 -> same("destination");
      default -> same("address.zip");
    };
  }

  private Pair moment() {
    return switch (random.nextInt(4)) {
      case 0 -> same("DATE '1970-01-0" + random.nextInt(1, 4) + "'");
      case 1 -> same("TIMESTAMP '1970-01-02 00:00:0" + random.nextInt(2) + "'");
      case 2 -> same("day");
      default -> same("\"at\"");
    };
  }

  private Pair other() {
    return switch (random.nextInt(6)) {
      case 0 -> same("ok");
      case 1 -> same("(address IS " + (random.nextBoolean() ? "" : "NOT ") + "NULL)");
      case 2 -> same("(items IS NULL)");
      case 3 -> new Pair("(bytes " + "< X'61')", "(bytes < '\\x61'::BLOB)");
      case 4 -> join(same("ok"), " " + pick(COMPARISONS) + " ", same("TRUE"));
      default -> text().wrap("(", not() + "LIKE '" + pick(PATTERNS) + "' ESCAPE '!')");
    };
  }

  private static Pair column(String rule, String duckDb) {
    return new Pair(rule, duckDb);
  }

  private static Pair same(String text) {
    return new Pair(text, text);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Random values of the columns that {@link #condition} reads; a quarter of them null. */
  List<Object> row() {
    return Flight.row(
        "distance", orNull((long) random.nextInt(-3, 4)),
        "origin", orNull(pick(TEXTS)),
        "destination", orNull(pick(TEXTS)),
        "price", orNull(money()),
        "ratio", orNull(random.nextInt(-4, 5) / 4.0),
        "share", orNull(random.nextInt(-4, 5) / 4.0f),
        "day", orNull(random.nextInt(3)),
        "at", orNull(86_400_000_000L + random.nextInt(-1, 2) * 1_000_000L),
        "ok", orNull(random.nextBoolean()),
        "address", orNull(java.util.Arrays.asList(orNull(pick(TEXTS)), orNull(random.nextInt(3)))),
        "items", orNull(list(this::item)),
        "bytes", orNull(new byte[] {(byte) (0x60 + random.nextInt(3))}),
        "wide", orNull(money()),
        "n", orNull(random.nextInt(-3, 4)));
  }

  private Object item() {
    return orNull(
        java.util.Arrays.asList(orNull(money()), orNull(list(() -> orNull(pick(TEXTS))))));
  }

  private List<Object> list(java.util.function.Supplier<Object> element) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private Object money() {
    return java.math.BigDecimal.valueOf(random.nextInt(-300, 301), 2);
  }

  private Object orNull(Object value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  /** A value as DuckDB's literal. */
  static String literal(Object value) {
    return switch (value) {
      case null -> "NULL";
      case String text -> "'" + text + "'";
      case byte[] bytes -> "'\\x%02x'::BLOB".formatted(bytes[0]);
      default -> value.toString();
    };
  }

  /** The table's columns that DuckDB gets, and their values in a row. */
  static String values(List<Object> row) {
    List<?> address = (List<?>) row.get(10);
    String struct =
        address == null
            ? "NULL"
            : "{'zip': %s, 'no': %s}".formatted(literal(address.get(0)), literal(address.get(1)));
    List<?> items = (List<?>) row.get(11);
    String list =
        items == null
            ? "NULL"
            : items.stream()
                .map(RandomRules::itemLiteral)
                .collect(Collectors.joining(", ", "[", "]"));
    String instant =
        row.get(7) == null ? "NULL" : "make_timestamp(CAST(%s AS BIGINT))".formatted(row.get(7));
    String day = row.get(6) == null ? "NULL" : "DATE '1970-01-01' + " + row.get(6);
    return List.of(0, 1, 2, 3, 4, 5).stream()
            .map(index -> literal(row.get(index)))
            .collect(Collectors.joining(", "))
        + ", %s, %s, %s, %s, %s, %s, %s, %s"
            .formatted(
                day,
                instant,
                literal(row.get(9)),
                struct,
                list,
                literal(row.get(12)),
                literal(row.get(14)),
                literal(row.get(16)));
  }

  private static String itemLiteral(Object item) {
    if (item == null) {
      return "NULL";
    }
    List<?> fields = (List<?>) item;
    String tags =
        fields.get(1) == null
            ? "NULL"
            : ((List<?>) fields.get(1))
                .stream().map(RandomRules::literal).collect(Collectors.joining(", ", "[", "]"));
    return "{'price': %s, 'tags': %s}".formatted(literal(fields.get(0)), tags);
  }
}
