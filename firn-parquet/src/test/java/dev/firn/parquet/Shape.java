package dev.firn.parquet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A nested type, and the Java values that stand for it: leaves as {@link Kind} has them, structs as
 * the list of their fields, lists as lists, maps as lists of key and value; null for null.
 */
sealed interface Shape {
  /** A value. */
  record Leaf(Kind kind, boolean isNullable) implements Shape {}

  /** Fields named f0, f1 and so on. */
  record Struct(List<Shape> fields, boolean isNullable) implements Shape {
    private Object fieldValues(Random random) {
      List<Object> values = new ArrayList<>();
      fields.forEach(field -> values.add(field.value(random)));
      return Collections.unmodifiableList(values);
    }
  }

  /** Elements. */
  record ListOf(Shape element, boolean isNullable) implements Shape {
    private Object elementValues(Random random) {
      List<Object> values = new ArrayList<>();
      for (int i = length(random); i > 0; i--) {
        values.add(element.value(random));
      }
      return Collections.unmodifiableList(values);
    }
  }

  /** Keys, which are required, and values. */
  record MapOf(Shape key, Shape value, boolean isNullable) implements Shape {
    private Object entryValues(Random random) {
      // Keys are different: DuckDB refuses maps that have one twice.
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (int i = length(random); i > 0; i--) {
        entries.put(key.value(random), value.value(random));
      }
      List<Object> values = new ArrayList<>();
      entries.forEach((key, value) -> values.add(Arrays.asList(key, value)));
      return Collections.unmodifiableList(values);
    }
  }

  boolean isNullable();

  /** A random type; structs, lists and maps are nested no deeper than this. */
  static Shape random(Random random, int depthMax, List<Kind> kinds) {
    boolean isNullable = random.nextInt(3) > 0;
    if (depthMax == 0 || random.nextInt(5) == 0) {
      return new Leaf(kinds.get(random.nextInt(kinds.size())), isNullable);
    }
    Shape first = random(random, depthMax - 1, kinds);
    return switch (random.nextInt(3)) {
      case 0 -> {
        List<Shape> fields = new ArrayList<>(List.of(first));
        while (random.nextBoolean()) {
          fields.add(random(random, depthMax - 1, kinds));
        }
        yield new Struct(fields, isNullable);
      }
      case 1 -> new ListOf(first, isNullable);
      default -> new MapOf(key(random, kinds), first, isNullable);
    };
  }

  private static Shape key(Random random, List<Kind> kinds) {
    Shape leaf = new Leaf(kinds.get(random.nextInt(kinds.size())), false);
    // Parquet and Iceberg allow any type as a key, so long as the key itself is required.
    return random.nextInt(6) == 0
        ? new Struct(List.of(leaf, new Leaf(kinds.getFirst(), true)), false)
        : leaf;
  }

  /** A random value; null only if that is allowed. */
  default Object value(Random random) {
    if (isNullable() && random.nextInt(4) == 0) {
      return null;
    }
    return switch (this) {
      case Leaf leaf -> leaf.kind().value(random);
      case Struct struct -> struct.fieldValues(random);
      case ListOf list -> list.elementValues(random);
      case MapOf map -> map.entryValues(random);
    };
  }

  /** How many elements a list or map has: none often, many seldom. */
  static int length(Random random) {
    return random.nextInt(60) == 0 ? random.nextInt(40) : random.nextInt(4);
  }

  /** The Arrow field, and ids for it and all that is nested in it. */
  default Field field(String name, int[] lastId) {
    return switch (this) {
      case Leaf leaf -> {
        Nullability nullability = leaf.isNullable() ? Nullability.OPTIONAL : Nullability.REQUIRED;
        yield leaf.kind().field(name, ++lastId[0], nullability);
      }
      case Struct struct -> {
        FieldType type = type(ArrowType.Struct.INSTANCE, lastId);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < struct.fields().size(); i++) {
          fields.add(struct.fields().get(i).field("f" + i, lastId));
        }
        yield new Field(name, type, fields);
      }
      case ListOf list ->
          new Field(
              name,
              type(ArrowType.List.INSTANCE, lastId),
              List.of(list.element().field("element", lastId)));
      case MapOf map -> {
        FieldType type = type(new ArrowType.Map(false), lastId);
        List<Field> entry =
            List.of(map.key().field("key", lastId), map.value().field("value", lastId));
        Field entries =
            new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), entry);
        yield new Field(name, type, List.of(entries));
      }
    };
  }

  private FieldType type(ArrowType type, int[] lastId) {
    return new FieldType(
        isNullable(), type, null, Map.of("PARQUET:field_id", String.valueOf(++lastId[0])));
  }
}
