package dev.firn.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of many columns of mixed types, three of ten values null. */
final class WideRows implements MadeUpRows {
  private static final long SEED = 500;
  private static final int NULLS_PERCENT = 30;
  private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
  private static final LocalDateTime FIRST_MOMENT = FIRST_DAY.atStartOfDay();

  /** Seconds of two years. */
  private static final int SECONDS = 2 * 365 * 24 * 60 * 60;

  private final Random random = new Random(SEED);
  private final List<Kind> columns = new ArrayList<>();
  private final Schema schema;

  /** What a column holds; columns take them in turns. */
  private enum Kind {
    SMALL_INTEGER,
    INTEGER,
    LONG,
    DOUBLE,
    AMOUNT,
    DAY,
    MOMENT,
    FLAG,
    /** Ten texts. */
    STATUS,
    /** Ten thousand texts. */
    NAME,
    /** Hardly one text like the other. */
    TOKEN;

    Type type() {
      return switch (this) {
        case SMALL_INTEGER, INTEGER -> Types.IntegerType.get();
        case LONG -> Types.LongType.get();
        case DOUBLE -> Types.DoubleType.get();
        case AMOUNT -> Types.DecimalType.of(15, 2);
        case DAY -> Types.DateType.get();
        case MOMENT -> Types.TimestampType.withoutZone();
        case FLAG -> Types.BooleanType.get();
        case STATUS, NAME, TOKEN -> Types.StringType.get();
      };
    }

    Object value(Random random) {
      return switch (this) {
        case SMALL_INTEGER -> random.nextInt(1_000);
        case INTEGER -> random.nextInt();
        case LONG -> random.nextLong();
        case DOUBLE -> random.nextGaussian();
        case AMOUNT -> BigDecimal.valueOf(random.nextInt(10_000_000), 2);
        case DAY -> FIRST_DAY.plusDays(random.nextInt(2_000));
        case MOMENT -> FIRST_MOMENT.plusSeconds(random.nextInt(SECONDS));
        case FLAG -> random.nextInt(3) == 0;
        case STATUS -> "status " + random.nextInt(10);
        case NAME -> "customer " + random.nextInt(10_000);
        case TOKEN -> Long.toHexString(random.nextLong());
      };
    }
  }

  WideRows(int columnCount) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (int i = 0; i < columnCount; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      columns.add(kind);
      fields.add(Types.NestedField.optional(i + 1, "c" + i, kind.type()));
    }
    this.schema = new Schema(fields);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Object[] next() {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(100) < NULLS_PERCENT ? null : columns.get(i).value(random);
    }
    return values;
  }
}
