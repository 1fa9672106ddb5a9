package dev.firn.sql.query;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random queries over a {@link ModelledTable} whose answers do not depend on the order of rows. */
final class RandomQueries {
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

  private final ModelledTable table;
  private final Random random;

  RandomQueries(ModelledTable table, Random random) {
    this.table = table;
    this.random = random;
  }

  String query() {
    String where = condition("", 3);
    return switch (random.nextInt(9)) {
      case 0 -> "SELECT count(*) FROM air.t WHERE " + where;
      case 1 -> "SELECT * FROM air.t WHERE " + where;
      case 2 -> "SELECT id FROM (SELECT * FROM air.t WHERE " + where + ") AS s WHERE id % 2 = 0";
      case 3 ->
          "WITH c AS (SELECT * FROM air.t WHERE "
              + where
              + ") SELECT a.id, b.id FROM c a LEFT JOIN c b ON a.id = b.id + 1 AND "
              + condition("b.", 1);
      case 4 ->
          "SELECT a.id, b.id FROM air.t a JOIN air.t b ON a.id = b.id + 1 WHERE "
              + condition("a.", 2)
              + " AND "
              + condition("b.", 1);
      case 5 ->
          "SELECT id FROM air.t AS o WHERE EXISTS (SELECT 1 FROM air.t AS i WHERE i.id = o.id - 1 AND "
              + condition("i.", 2)
              + ")";
      case 6 ->
          "SELECT id FROM air.t WHERE id NOT IN (SELECT id FROM air.t WHERE "
              + where
              + ") UNION ALL SELECT -id FROM air.t WHERE "
              + condition("", 1);
      case 7 ->
          "SELECT (SELECT count(*) FROM air.t AS i WHERE i.id < o.id AND "
              + condition("i.", 1)
              + "), id FROM air.t AS o WHERE "
              + condition("o.", 1);
      default ->
          "SELECT a.id, b.id FROM air.t a FULL JOIN air.t b ON a.id = b.id AND "
              + condition("a.", 1)
              + " WHERE "
              + condition("b.", 1);
    };
  }

  private String condition(String prefix, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      String left = condition(prefix, depth - 1);
      return switch (random.nextInt(4)) {
        case 0 -> "NOT (" + left + ")";
        case 1 -> "(" + left + " AND " + condition(prefix, depth - 1) + ")";
        default -> "(" + left + " OR " + condition(prefix, depth - 1) + ")";
      };
    }
    ModelColumn column = table.anyColumn();
    return simple(prefix + column.name, column);
  }

  private String simple(String name, ModelColumn column) {
    if (column.kind == ModelColumn.Kind.STRUCT) {
      return switch (random.nextInt(3)) {
        case 0 -> name + "." + column.first + " " + comparison() + " " + random.nextInt(10);
        case 1 -> name + "." + column.second + " " + comparison() + " 'abc'";
        default -> name + (random.nextBoolean() ? "." + column.first + " IS NULL" : " IS NOT NULL");
      };
    }
    return switch (random.nextInt(9)) {
      case 0 -> name + " IS NULL";
      case 1 -> name + " IS NOT NULL";
      case 2 -> name + (random.nextBoolean() ? " IN (" : " NOT IN (") + values(column) + ")";
      case 3 -> name + " BETWEEN " + column.knownValue() + " AND " + column.knownValue();
      case 4 -> special(name, column);
      case 5 -> column.knownValue() + " " + comparison() + " " + name;
      default -> name + " " + comparison() + " " + column.knownValue();
    };
  }

  private String special(String name, ModelColumn column) {
    return switch (column.kind) {
      case TEXT ->
          switch (random.nextInt(5)) {
            case 0 -> name + " LIKE 'a%'";
            case 1 -> name + " NOT LIKE 'San%'";
            case 2 -> "upper(" + name + ") = 'ABC'";
            case 3 -> "starts_with(" + name + ", 'z')";
            default -> name + " LIKE 'a_c%'";
          };
      case TIMESTAMP, INSTANT -> "CAST(" + name + " AS DATE) = DATE '2001-02-03'";
      case DATE -> "year(" + name + ") = 2001";
      case INT, LONG -> name + " + 1 > 5";
      case FLOAT, DOUBLE -> "isnan(" + name + ")";
      case DECIMAL -> name + " > 1.234";
      case FLAG -> (random.nextBoolean() ? "NOT " : "") + name;
      case WIDE_DECIMAL, TIME, UUID, BYTES, STRUCT ->
          name + " IS NOT DISTINCT FROM " + column.knownValue();
    };
  }

  private String values(ModelColumn column) {
    return IntStream.range(0, 1 + random.nextInt(4))
        .mapToObj(_ -> random.nextInt(12) == 0 ? "NULL" : column.knownValue())
        .collect(Collectors.joining(", "));
  }

  private String comparison() {
    return COMPARISONS.get(random.nextInt(COMPARISONS.size())).toLowerCase(Locale.ROOT);
  }
}
