package dev.firn.engine.validate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Random values of a type: a fraction of them null or bad, also behind nulls. */
final class RandomCells {
  private final Random random;
  private final double badFraction;

  RandomCells(Random random, double badFraction) {
    this.random = random;
    this.badFraction = badFraction;
  }

  List<Cell> column(Types.NestedField field, int rowCount) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < rowCount; i++) {
      cells.add(cell(field));
    }
    return cells;
  }

  private Cell cell(Types.NestedField field) {
    double nullFraction = field.isRequired() ? badFraction : 0.3;
    return new Cell(random.nextDouble() < nullFraction, content(field.type()));
  }

  private Object content(Type type) {
    return switch (type) {
      case Types.StructType struct -> struct.fields().stream().map(this::cell).toList();
      case Types.ListType list -> column(list.fields().getFirst(), random.nextInt(4));
      case Types.MapType map -> entries(map);
      case Types.VariantType _ -> List.of(Cell.of(new byte[1]), Cell.of(new byte[2]));
      case Types.StringType _ -> text();
      case Types.DecimalType decimal -> unscaled(decimal);
      case Types.TimeType _ -> isBad() ? -1L : random.nextLong(86_400_000_000L);
      case Types.UUIDType _ -> new byte[16];
      case Types.FixedType fixed -> new byte[fixed.length()];
      case Types.BinaryType _, Types.GeometryType _, Types.GeographyType _ -> new byte[3];
      default -> random.nextLong();
    };
  }

  private List<Cell> entries(Types.MapType map) {
    List<Cell> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      entries.add(Cell.of(map.fields().stream().map(this::cell).toList()));
    }
    return entries;
  }

  private byte[] text() {
    String text = random.nextBoolean() ? "ascii " + random.nextInt() : "ünï😀";
    byte[] bytes = text.substring(0, random.nextInt(3) + 1).getBytes(StandardCharsets.UTF_8);
    if (isBad()) {
      bytes[random.nextInt(bytes.length)] = (byte) 0xC3;
    }
    return bytes;
  }

  private BigInteger unscaled(Types.DecimalType type) {
    BigInteger limit = BigInteger.TEN.pow(type.precision());
    BigInteger magnitude = isBad() ? limit : limit.subtract(BigInteger.ONE);
    return random.nextBoolean() ? magnitude : magnitude.negate();
  }

  private boolean isBad() {
    return random.nextDouble() < badFraction;
  }
}
