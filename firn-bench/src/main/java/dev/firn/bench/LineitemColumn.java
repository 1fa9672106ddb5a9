package dev.firn.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A column as TPC-H's lineitem has one, by type and by how its values repeat. Values come from a
 * fixed seed, so that every run works on the same bytes, and need no generator at hand.
 */
public enum LineitemColumn {
  /** As l_orderkey: ascending, each value one to seven times. */
  ORDER_KEY_LONG(Types.LongType.get()),
  /** As l_partkey: 200,000 values in no order. */
  PART_KEY_LONG(Types.LongType.get()),
  /** As l_linenumber: seven values. */
  LINE_NUMBER_INT(Types.IntegerType.get()),
  /** As l_quantity: fifty values. */
  QUANTITY_DECIMAL(Types.DecimalType.of(15, 2)),
  /** As l_extendedprice: nearly a million values. */
  PRICE_DECIMAL(Types.DecimalType.of(15, 2)),
  /** As l_shipdate: seven years of days. */
  SHIP_DATE(Types.DateType.get()),
  /** As l_shipmode: seven short strings. */
  SHIP_MODE_STRING(Types.StringType.get()),
  /** As l_comment: ten to 43 characters of words, hardly one like the other. */
  COMMENT_STRING(Types.StringType.get()),
  /** As l_comment of another language: every word has letters that are not ASCII. */
  UMLAUT_STRING(Types.StringType.get());

  private static final long SEED = 42;
  private static final int DAYS_FROM = 8_036; // 1992-01-02
  private static final String[] MODES = {"AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK"};
  private static final String[] WORDS =
      ("the of special requests accounts deposits packages foxes ideas theodolites instructions"
              + " dependencies platelets quickly slyly carefully furiously blithely ironic final"
              + " regular express pending bold even silent unusual sleep wake haggle nag cajole"
              + " detect integrate above across after against along among about")
          .split(" ");

  @SuppressWarnings("ImmutableEnumChecker") // Iceberg's types are.
  private final Type type;

  LineitemColumn(Type type) {
    this.type = type;
  }

  /** Its Iceberg type. */
  Type type() {
    return type;
  }

  /** Fills all rows of an empty vector of this column's type; no value is null. */
  void fill(FieldVector vector, int rowCount) {
    Random random = new Random(SEED);
    vector.setInitialCapacity(rowCount);
    vector.allocateNew();
    switch (this) {
      case ORDER_KEY_LONG -> fillOrderKeys((BigIntVector) vector, rowCount, random);
      case PART_KEY_LONG -> {
        for (int i = 0; i < rowCount; i++) {
          ((BigIntVector) vector).setSafe(i, 1 + random.nextInt(200_000));
        }
      }
      case LINE_NUMBER_INT -> {
        for (int i = 0; i < rowCount; i++) {
          ((IntVector) vector).setSafe(i, 1 + random.nextInt(7));
        }
      }
      case QUANTITY_DECIMAL -> {
        for (int i = 0; i < rowCount; i++) {
          ((DecimalVector) vector)
              .setSafe(i, BigDecimal.valueOf(100L + 100L * random.nextInt(50), 2));
        }
      }
      case PRICE_DECIMAL -> {
        for (int i = 0; i < rowCount; i++) {
          ((DecimalVector) vector)
              .setSafe(i, BigDecimal.valueOf(90_100L + random.nextInt(10_000_000), 2));
        }
      }
      case SHIP_DATE -> {
        for (int i = 0; i < rowCount; i++) {
          ((DateDayVector) vector).setSafe(i, DAYS_FROM + random.nextInt(2_526));
        }
      }
      case SHIP_MODE_STRING -> {
        for (int i = 0; i < rowCount; i++) {
          put((VarCharVector) vector, i, MODES[random.nextInt(MODES.length)]);
        }
      }
      case COMMENT_STRING -> {
        for (int i = 0; i < rowCount; i++) {
          put((VarCharVector) vector, i, comment(random));
        }
      }
      case UMLAUT_STRING -> {
        for (int i = 0; i < rowCount; i++) {
          put((VarCharVector) vector, i, comment(random).replace('e', 'ü').replace('a', 'あ'));
        }
      }
    }
    vector.setValueCount(rowCount);
  }

  private static void fillOrderKeys(BigIntVector vector, int rowCount, Random random) {
    long key = 1;
    int left = 1 + random.nextInt(7);
    for (int i = 0; i < rowCount; i++) {
      vector.setSafe(i, key);
      left--;
      if (left == 0) {
        // TPC-H uses eight of every 32 keys.
        key += key % 8 == 0 ? 25 : 1;
        left = 1 + random.nextInt(7);
      }
    }
  }

  private static String comment(Random random) {
    int characters = 10 + random.nextInt(34);
    StringBuilder text = new StringBuilder(64);
    while (text.length() < characters) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.substring(0, characters);
  }

  private static void put(VarCharVector vector, int position, String text) {
    vector.setSafe(position, text.getBytes(StandardCharsets.UTF_8));
  }
}
