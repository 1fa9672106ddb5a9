package dev.firn.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Orders as TPC-H has them, each with its one to seven lines as a list of structs. */
final class OrderRows implements MadeUpRows {
  private static final long SEED = 4;
  private static final int LINES_MAX = 7;
  private static final LocalDate FIRST_DAY = LocalDate.of(1992, 1, 1);
  private static final int DAYS = 2_406;
  private static final List<String> STATUSES = List.of("F", "O", "P");
  private static final List<String> FLAGS = List.of("A", "N", "R");
  private static final List<String> PRIORITIES =
      List.of("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW");
  private static final List<String> MODES =
      List.of("AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK");

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "o_orderkey", Types.LongType.get()),
          Types.NestedField.optional(2, "o_custkey", Types.LongType.get()),
          Types.NestedField.optional(3, "o_orderstatus", Types.StringType.get()),
          Types.NestedField.optional(4, "o_totalprice", Types.DecimalType.of(15, 2)),
          Types.NestedField.optional(5, "o_orderdate", Types.DateType.get()),
          Types.NestedField.optional(6, "o_orderpriority", Types.StringType.get()),
          Types.NestedField.optional(
              7,
              "o_lines",
              Types.ListType.ofOptional(
                  8,
                  Types.StructType.of(
                      Types.NestedField.optional(9, "l_partkey", Types.LongType.get()),
                      Types.NestedField.optional(10, "l_suppkey", Types.LongType.get()),
                      Types.NestedField.optional(11, "l_linenumber", Types.IntegerType.get()),
                      Types.NestedField.optional(12, "l_quantity", Types.DecimalType.of(15, 2)),
                      Types.NestedField.optional(
                          13, "l_extendedprice", Types.DecimalType.of(15, 2)),
                      Types.NestedField.optional(14, "l_returnflag", Types.StringType.get()),
                      Types.NestedField.optional(15, "l_shipdate", Types.DateType.get()),
                      Types.NestedField.optional(16, "l_shipmode", Types.StringType.get())))));

  private final Random random = new Random(SEED);
  private long lastKey;

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public @Nullable Object[] next() {
    // TPC-H uses the first eight of every 32 keys.
    lastKey += lastKey % 8 == 0 && lastKey > 0 ? 25 : 1;
    LocalDate day = FIRST_DAY.plusDays(random.nextInt(DAYS));
    List<Object[]> lines = new ArrayList<>();
    int count = 1 + random.nextInt(LINES_MAX);
    BigDecimal total = BigDecimal.ZERO;
    for (int number = 1; number <= count; number++) {
      BigDecimal price = BigDecimal.valueOf(90_100L + random.nextInt(10_000_000), 2);
      lines.add(line(number, price, day));
      total = total.add(price);
    }
    return new @Nullable Object[] {
      lastKey, 1L + random.nextInt(150_000), any(STATUSES), total, day, any(PRIORITIES), lines
    };
  }

  private Object[] line(int number, BigDecimal price, LocalDate ordered) {
    return new Object[] {
      1L + random.nextInt(200_000),
      1L + random.nextInt(10_000),
      number,
      BigDecimal.valueOf(100L + 100L * random.nextInt(50), 2),
      price,
      any(FLAGS),
      ordered.plusDays(1 + random.nextInt(121)),
      any(MODES)
    };
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
