package dev.firn.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.catalog.ColumnRef;
import dev.firn.engine.catalog.ColumnTransform;
import dev.firn.engine.catalog.NewTable;
import dev.firn.engine.catalog.PartitionTerm;
import dev.firn.engine.catalog.SortTerm;
import dev.firn.engine.catalog.TableLayout;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateTableTextPropertyTest {
  /** Tables per run; each takes two commits. */
  private static final int TABLES = 25;

  /** Names that parsers mistake for something else. */
  private static final List<String> NAMES =
      List.of(
          "id",
          "Mixed_Case",
          "select",
          "order",
          "date",
          "time",
          "timestamp",
          "interval",
          "double",
          "row",
          "array",
          "map",
          "my col",
          "dot.ted",
          "quo\"te",
          "ticks'",
          "ünï",
          "_x",
          "9lives",
          "default",
          "null",
          "desc",
          "value",
          "element",
          "a-b",
          "decimal",
          "table",
          "real");

  @TempDir private Path folder;

  @Test
  void statementMakesAnEqualTableInAFreshWarehouse() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Firn first = Firn.open(FirnConfig.of(folder.resolve("a")));
        Firn second = Firn.open(FirnConfig.of(folder.resolve("b")))) {
      for (int index = 0; index < TABLES; index++) {
        TableName name = new TableName("a b", index % 2 == 0 ? "t" + index : "Order " + index);
        TableMetadata made = first.createTable(table(name, random)).metadata();
        String text = CreateTableText.of(name, made);
        String where = "seed " + seed + "\n" + text;
        assertThat(text).as(where).doesNotContain("-- Not in this statement");

        Statement statement = new StatementParser().parse(text).getFirst();
        new StatementRunner(second).run(statement);

        requireEqual(where, made, second.table(name.toString()).metadata());
        assertThat(CreateTableText.of(name, second.table(name.toString()).metadata()))
            .as(where)
            .isEqualTo(text);
      }
    }
  }

  private static void requireEqual(String where, TableMetadata made, TableMetadata again) {
    assertThat(again.formatVersion()).as(where).isEqualTo(made.formatVersion());
    assertThat(again.schema().asStruct()).as(where).isEqualTo(made.schema().asStruct());
    assertThat(again.spec()).as(where).isEqualTo(made.spec());
    assertThat(again.sortOrder()).as(where).isEqualTo(made.sortOrder());
    assertThat(again.properties()).as(where).isEqualTo(made.properties());
  }

  private static String rule(String column) {
    return '"' + column.replace("\"", "\"\"") + "\" IS NOT NULL";
  }

  private static NewTable table(TableName name, Random random) {
    int version = 2 + random.nextInt(2);
    List<NestedField> columns = new ArrayList<>();
    for (String column : names(random, 6)) {
      columns.add(column(column, type(random, version, 3), version, random));
    }
    Schema schema =
        TypeUtil.assignFreshIds(new Schema(columns), new AtomicInteger()::incrementAndGet);
    List<PartitionTerm> partitions = new ArrayList<>();
    List<SortTerm> sorts = new ArrayList<>();
    for (NestedField field : schema.columns()) {
      terms(ColumnRef.of(field.name()), field.type(), random, partitions, sorts);
    }
    Map<String, String> properties =
        new HashMap<>(
            Map.of(
                "format-version", Integer.toString(version),
                "comment", "it's \"all\"\nof them",
                "write.parquet.compression-codec", "snappy",
                "firn.max-file-size", "1 GB",
                "firn.check.some", rule(schema.columns().getFirst().name()),
                "other.engine's", "a'b"));
    NestedField first = schema.columns().getFirst();
    if (first.type().isPrimitiveType()) {
      properties.put("write.parquet.compression-codec.column." + first.name(), "zstd");
      if (!first.type().equals(Types.BooleanType.get())) {
        properties.put("write.parquet.bloom-filter-enabled.column." + first.name(), "true");
      }
      properties.put("write.metadata.metrics.column." + first.name(), "truncate(7)");
    }
    return new NewTable(
        name,
        schema,
        TableLayout.specOf(schema, partitions),
        TableLayout.orderOf(schema, sorts),
        properties,
        Optional.empty());
  }

  private static void terms(
      ColumnRef column,
      Type type,
      Random random,
      List<PartitionTerm> partitions,
      List<SortTerm> sorts) {
    if (type.isStructType()) {
      NestedField inner = type.asStructType().fields().getFirst();
      List<String> path = new ArrayList<>(column.path());
      path.add(inner.name());
      terms(new ColumnRef(path, ""), inner.type(), random, partitions, sorts);
      return;
    }
    if (!type.isPrimitiveType() || type.typeId() == Type.TypeID.GEOMETRY) {
      return;
    }
    ColumnTransform identity = ColumnTransform.IDENTITY;
    if (random.nextInt(3) == 0) {
      partitions.add(new PartitionTerm(column, identity));
    }
    if (random.nextInt(3) == 0) {
      SortDirection direction = random.nextBoolean() ? SortDirection.ASC : SortDirection.DESC;
      NullOrder nulls = random.nextBoolean() ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST;
      sorts.add(new SortTerm(column, identity, direction, nulls));
    }
  }

  private static NestedField column(String name, Type type, int version, Random random) {
    NestedField.Builder column =
        NestedField.builder()
            .withId(1000 + random.nextInt(1_000_000))
            .withName(name)
            .ofType(type)
            .isOptional(random.nextBoolean())
            .withDoc(random.nextBoolean() ? "doc's \"x\"" : null);
    Optional<Literal<?>> value = version < 3 ? Optional.empty() : value(type, random);
    value.ifPresent(literal -> column.withInitialDefault(literal).withWriteDefault(literal));
    return column.build();
  }

  private static Optional<Literal<?>> value(Type type, Random random) {
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.of(Expressions.lit(random.nextBoolean()));
      case INTEGER -> Optional.of(Literal.of(random.nextInt()));
      case LONG -> Optional.of(Literal.of(random.nextLong()));
      case FLOAT -> Optional.of(Literal.of(random.nextFloat() * 1e30f));
      case DOUBLE -> Optional.of(Literal.of(random.nextGaussian() * 1e-7));
      case DATE -> Optional.of(Literal.of(random.nextInt(80_000) - 40_000).to(type));
      case TIME -> Optional.of(Literal.of(random.nextLong(86_400_000_000L)).to(type));
      case TIMESTAMP -> Optional.of(Literal.of(random.nextLong(1L << 51) - (1L << 50)).to(type));
      case TIMESTAMP_NANO -> Optional.of(Expressions.nanos(random.nextLong() / 2).to(type));
      case STRING -> Optional.of(Literal.of("it's\n" + random.nextInt()));
      case UUID -> Optional.of(Literal.of(new UUID(random.nextLong(), random.nextLong())));
      case FIXED, BINARY -> {
        byte[] bytes = new byte[type instanceof Types.FixedType fixed ? fixed.length() : 5];
        random.nextBytes(bytes);
        yield Optional.of(Literal.of(ByteBuffer.wrap(bytes)).to(type));
      }
      case DECIMAL ->
          Optional.of(
              Literal.of(
                  BigDecimal.valueOf(random.nextInt(1_000), ((Types.DecimalType) type).scale())));
      case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> Optional.empty();
    };
  }

  private static Type type(Random random, int version, int depth) {
    int kind = random.nextInt(depth == 0 ? 14 : 17);
    return switch (kind) {
      case 0 -> Types.BooleanType.get();
      case 1 -> Types.IntegerType.get();
      case 2 -> Types.LongType.get();
      case 3 -> Types.FloatType.get();
      case 4 -> Types.DoubleType.get();
      case 5 -> Types.DecimalType.of(5 + random.nextInt(34), random.nextInt(5));
      case 6 -> Types.DateType.get();
      case 7 -> Types.TimeType.get();
      case 8 -> random.nextBoolean() ? Types.TimestampType.withZone() : nanos(version, random);
      case 9 -> nanos(version, random);
      case 10 -> Types.StringType.get();
      case 11 -> Types.UUIDType.get();
      case 12 -> Types.FixedType.ofLength(1 + random.nextInt(20));
      case 13 -> Types.BinaryType.get();
      case 14 -> Types.ListType.ofOptional(id(random), type(random, version, depth - 1));
      case 15 ->
          Types.MapType.ofOptional(
              id(random), id(random), Types.StringType.get(), type(random, version, depth - 1));
      default -> {
        List<NestedField> fields = new ArrayList<>();
        for (String name : names(random, 3)) {
          fields.add(NestedField.optional(id(random), name, type(random, version, depth - 1)));
        }
        yield Types.StructType.of(fields);
      }
    };
  }

  private static Type nanos(int version, Random random) {
    if (version < 3) {
      return Types.TimestampType.withoutZone();
    }
    return random.nextBoolean()
        ? Types.TimestampNanoType.withZone()
        : Types.TimestampNanoType.withoutZone();
  }

  private static int id(Random random) {
    return random.nextInt(Integer.MAX_VALUE);
  }

  private static Set<String> names(Random random, int countMax) {
    Set<String> names = new LinkedHashSet<>();
    for (int count = 1 + random.nextInt(countMax); names.size() < count; ) {
      names.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    return names;
  }
}
