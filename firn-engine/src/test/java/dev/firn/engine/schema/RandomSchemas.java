package dev.firn.engine.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.EdgeAlgorithm;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Random table schemas of every type, nested up to a depth; the same seed gives the same. */
public final class RandomSchemas {
  private static final int KIND_COUNT = 19;

  private final Random random;
  private final int depthMax;
  private int lastId;

  public RandomSchemas(long seed, int depthMax) {
    this.random = new Random(seed);
    this.depthMax = depthMax;
  }

  public Schema next() {
    lastId = random.nextInt(100);
    List<Types.NestedField> fields = fields(1 + random.nextInt(6), 0);
    Set<Integer> identifiers = new HashSet<>();
    for (Types.NestedField field : fields) {
      if (field.isRequired()
          && Set.of(Type.TypeID.LONG, Type.TypeID.STRING).contains(field.type().typeId())) {
        identifiers.add(field.fieldId());
      }
    }
    return new Schema(random.nextInt(9), fields, identifiers);
  }

  private List<Types.NestedField> fields(int count, int depth) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Type type = type(depth);
      fields.add(
          Types.NestedField.builder()
              .withId(++lastId)
              .isOptional(type.typeId() == Type.TypeID.UNKNOWN || random.nextBoolean())
              .withName(random.nextBoolean() ? "c" + lastId : "Größe " + lastId)
              .ofType(type)
              .withDoc(random.nextBoolean() ? null : "doc " + lastId + " \"ü\"")
              .build());
    }
    return fields;
  }

  private Type type(int depth) {
    if (depth < depthMax && random.nextInt(3) == 0) {
      return nested(depth + 1);
    }
    return leaf(random.nextInt(KIND_COUNT));
  }

  private Type nested(int depth) {
    return switch (random.nextInt(3)) {
      case 0 -> Types.StructType.of(fields(1 + random.nextInt(4), depth));
      case 1 -> list(++lastId, type(depth));
      default -> map(type(depthMax), type(depth));
    };
  }

  private Type list(int id, Type element) {
    return isOptional(element)
        ? Types.ListType.ofOptional(id, element)
        : Types.ListType.ofRequired(id, element);
  }

  private Type map(Type key, Type value) {
    int keyId = ++lastId;
    int valueId = ++lastId;
    Type realKey = key.typeId() == Type.TypeID.UNKNOWN ? Types.IntegerType.get() : key;
    return isOptional(value)
        ? Types.MapType.ofOptional(keyId, valueId, realKey, value)
        : Types.MapType.ofRequired(keyId, valueId, realKey, value);
  }

  private boolean isOptional(Type type) {
    return type.typeId() == Type.TypeID.UNKNOWN || random.nextBoolean();
  }

  private Type leaf(int kind) {
    return switch (kind) {
      case 0 -> Types.BooleanType.get();
      case 1 -> Types.IntegerType.get();
      case 2 -> Types.LongType.get();
      case 3 -> Types.FloatType.get();
      case 4 -> Types.DoubleType.get();
      case 5 -> decimal(1 + random.nextInt(38));
      case 6 -> Types.DateType.get();
      case 7 -> Types.TimeType.get();
      case 8 -> Types.TimestampType.withZone();
      case 9 -> Types.TimestampType.withoutZone();
      case 10 -> Types.TimestampNanoType.withZone();
      case 11 -> Types.TimestampNanoType.withoutZone();
      case 12 -> Types.UUIDType.get();
      case 13 -> Types.FixedType.ofLength(1 + random.nextInt(40));
      case 14 -> Types.BinaryType.get();
      case 15 -> random.nextBoolean() ? Types.VariantType.get() : Types.UnknownType.get();
      case 16 ->
          random.nextBoolean() ? Types.GeometryType.crs84() : Types.GeometryType.of("srid:3857");
      case 17 -> geography();
      default -> Types.StringType.get();
    };
  }

  private Type decimal(int precision) {
    return Types.DecimalType.of(precision, random.nextInt(precision + 1));
  }

  private Type geography() {
    EdgeAlgorithm[] edges = EdgeAlgorithm.values();
    return random.nextBoolean()
        ? Types.GeographyType.crs84()
        : Types.GeographyType.of("srid:4269", edges[random.nextInt(edges.length)]);
  }
}
