package dev.firn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Rows that were logged under an earlier schema are known by their columns' field ids. */
final class FieldIdNamesTest {
  private static List<Field> renamed(Schema written, Schema table) {
    return FieldIdNames.rename(ArrowMapping.toArrow(written), table).getFields();
  }

  @Test
  void columnHasTheNameThatItHasNow() {
    Schema written =
        new Schema(
            Types.NestedField.required(1, "a", Types.LongType.get()),
            Types.NestedField.required(2, "b", Types.LongType.get()));
    Schema swapped =
        new Schema(
            Types.NestedField.required(1, "b", Types.LongType.get()),
            Types.NestedField.required(2, "a", Types.LongType.get()));
    assertThat(renamed(written, swapped)).extracting(Field::getName).containsExactly("b", "a");
  }

  @Test
  void newColumnOfADroppedColumnsNameIsAnother() {
    Schema written =
        new Schema(
            Types.NestedField.required(1, "a", Types.LongType.get()),
            Types.NestedField.optional(2, "note", Types.StringType.get()));
    Schema table =
        new Schema(
            Types.NestedField.required(1, "a", Types.LongType.get()),
            Types.NestedField.optional(3, "note", Types.StringType.get()));
    assertThat(renamed(written, table))
        .extracting(Field::getName)
        .containsExactly("a", "\0dropped 2");
  }

  @Test
  void nestedFieldsFollowToo() {
    Schema written =
        new Schema(
            Types.NestedField.required(
                1,
                "s",
                Types.StructType.of(
                    Types.NestedField.optional(2, "x", Types.LongType.get()),
                    Types.NestedField.optional(3, "y", Types.LongType.get()))),
            Types.NestedField.required(
                4,
                "l",
                Types.ListType.ofOptional(
                    5,
                    Types.StructType.of(Types.NestedField.optional(6, "x", Types.LongType.get())))),
            Types.NestedField.required(
                7,
                "m",
                Types.MapType.ofOptional(
                    8,
                    9,
                    Types.StringType.get(),
                    Types.StructType.of(
                        Types.NestedField.optional(10, "x", Types.LongType.get())))));
    Schema table =
        new Schema(
            Types.NestedField.required(
                1,
                "struct",
                Types.StructType.of(
                    Types.NestedField.optional(2, "latitude", Types.LongType.get()))),
            Types.NestedField.required(
                4,
                "list",
                Types.ListType.ofOptional(
                    5,
                    Types.StructType.of(
                        Types.NestedField.optional(6, "longitude", Types.LongType.get())))),
            Types.NestedField.required(
                7,
                "map",
                Types.MapType.ofOptional(
                    8,
                    9,
                    Types.StringType.get(),
                    Types.StructType.of(
                        Types.NestedField.optional(10, "height", Types.LongType.get())))));
    List<Field> renamed = renamed(written, table);
    assertThat(renamed).extracting(Field::getName).containsExactly("struct", "list", "map");
    assertThat(renamed.get(0).getChildren())
        .extracting(Field::getName)
        .containsExactly("latitude", "\0dropped 3");
    assertThat(renamed.get(1).getChildren().getFirst().getChildren())
        .extracting(Field::getName)
        .containsExactly("longitude");
    assertThat(renamed.get(2).getChildren().getFirst().getChildren().get(1).getChildren())
        .extracting(Field::getName)
        .containsExactly("height");
  }

  @Test
  void tableThatDidNotChangeRenamesNothing() {
    Schema schema = new Schema(Types.NestedField.required(1, "a", Types.LongType.get()));
    assertThat(FieldIdNames.rename(ArrowMapping.toArrow(schema), schema))
        .isEqualTo(ArrowMapping.toArrow(schema));
  }
}
