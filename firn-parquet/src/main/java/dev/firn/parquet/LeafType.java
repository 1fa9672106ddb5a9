package dev.firn.parquet;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.UUIDType;

/**
 * How an Arrow type is written (Parquet's LogicalTypes.md; Iceberg's table spec, appendix A). Both
 * the logical type and, where there is one, the older converted type are given, the latter as
 * parquet-java does.
 *
 * @param layout which loops encode it
 * @param typeBytes the length of a fixed value, else 0
 * @param cut how its bounds may be shortened
 * @param order whether its values have any bounds
 * @param annotation sets the logical and converted type
 */
record LeafType(
    Layout layout,
    int typeBytes,
    int precision,
    BoundCut cut,
    ValueOrder order,
    Annotation annotation) {
  private static final String UUID_EXTENSION = "arrow.uuid";
  private static final int UUID_BYTES = 16;

  private static final int INT32_DIGITS = 9;
  private static final int INT64_DIGITS = 18;
  private static final int DECIMAL128_BITS = 128;

  /** Says in the schema what the values mean. */
  interface Annotation {
    void annotate(SchemaElement element);
  }

  /** How this field is written; empty if it cannot be. */
  static Optional<LeafType> of(Field field) {
    if (Geospatial.isSaidOf(field)) {
      return Geospatial.of(field).flatMap(type -> ofGeospatial(field, type));
    }
    return switch (field.getType()) {
      case ArrowType.Bool type -> plain(Layout.BOOLEAN);
      case ArrowType.Int type -> type.getIsSigned() ? ofInt(type.getBitWidth()) : Optional.empty();
      case ArrowType.FloatingPoint type -> ofFloat(type.getPrecision());
      case ArrowType.Decimal type -> ofDecimal(type);
      case ArrowType.Date type -> ofDate(type.getUnit());
      case ArrowType.Time type -> ofTime(type.getUnit());
      case ArrowType.Timestamp type -> ofTimestamp(type);
      case ArrowType.Utf8 type -> string(Layout.BYTES);
      case ArrowType.LargeUtf8 type -> string(Layout.LARGE_BYTES);
      case ArrowType.Utf8View type -> string(Layout.VIEW_BYTES);
      case ArrowType.Binary type -> binary(Layout.BYTES);
      case ArrowType.LargeBinary type -> binary(Layout.LARGE_BYTES);
      case ArrowType.BinaryView type -> binary(Layout.VIEW_BYTES);
      case ArrowType.FixedSizeBinary type -> ofFixed(type.getByteWidth(), isUuid(field));
      default -> Optional.empty(); // Arrow's hierarchy is open; the caller refuses the rest
    };
  }

  private static Optional<LeafType> of(Layout layout, Annotation annotation) {
    return Optional.of(new LeafType(layout, 0, 0, BoundCut.NONE, ValueOrder.TYPE, annotation));
  }

  private static Optional<LeafType> ofGeospatial(Field field, Geospatial type) {
    ValueOrder order = type.edges().isEmpty() ? ValueOrder.PLANE : ValueOrder.SPHERE;
    Annotation annotation = element -> element.setLogicalType(type.logicalType());
    return switch (field.getType()) {
      case ArrowType.Binary _ ->
          Optional.of(new LeafType(Layout.BYTES, 0, 0, BoundCut.NONE, order, annotation));
      case ArrowType.LargeBinary _ ->
          Optional.of(new LeafType(Layout.LARGE_BYTES, 0, 0, BoundCut.NONE, order, annotation));
      default -> Optional.empty();
    };
  }

  private static Optional<LeafType> plain(Layout layout) {
    return of(layout, element -> {});
  }

  private static Optional<LeafType> ofInt(int bits) {
    return switch (bits) {
      case 8 -> of(Layout.INT8, e -> annotateInt(e, 8, ConvertedType.INT_8));
      case 16 -> of(Layout.INT16, e -> annotateInt(e, 16, ConvertedType.INT_16));
      case 32 -> plain(Layout.INT32);
      case 64 -> plain(Layout.INT64);
      default -> Optional.empty();
    };
  }

  private static Optional<LeafType> ofFloat(FloatingPointPrecision precision) {
    return switch (precision) {
      case HALF -> Optional.empty();
      case SINGLE -> plain(Layout.FLOAT);
      case DOUBLE -> plain(Layout.DOUBLE);
    };
  }

  private static Optional<LeafType> ofDecimal(ArrowType.Decimal type) {
    if (type.getBitWidth() != DECIMAL128_BITS || type.getScale() < 0) {
      return Optional.empty();
    }
    int precision = type.getPrecision();
    Layout layout =
        precision <= INT32_DIGITS
            ? Layout.DECIMAL_INT32
            : precision <= INT64_DIGITS ? Layout.DECIMAL_INT64 : Layout.DECIMAL_FIXED;
    int typeBytes = layout == Layout.DECIMAL_FIXED ? decimalBytes(precision) : 0;
    return Optional.of(
        new LeafType(
            layout,
            typeBytes,
            precision,
            BoundCut.NONE,
            ValueOrder.TYPE,
            element -> annotateDecimal(element, precision, type.getScale())));
  }

  /** The fewest bytes whose two's complement holds this many digits. */
  static int decimalBytes(int precision) {
    return BigInteger.TEN.pow(precision).bitLength() / Byte.SIZE + 1;
  }

  private static Optional<LeafType> ofDate(DateUnit unit) {
    return switch (unit) {
      case DAY ->
          of(
              Layout.INT32,
              e ->
                  e.setLogicalType(LogicalType.DATE(new DateType()))
                      .setConverted_type(ConvertedType.DATE));
      case MILLISECOND -> Optional.empty();
    };
  }

  private static Optional<LeafType> ofTime(TimeUnit unit) {
    return switch (unit) {
      case MICROSECOND ->
          of(
              Layout.INT64,
              e ->
                  e.setLogicalType(LogicalType.TIME(new TimeType(false, micros())))
                      .setConverted_type(ConvertedType.TIME_MICROS));
      case SECOND, MILLISECOND, NANOSECOND -> Optional.empty();
    };
  }

  private static Optional<LeafType> ofTimestamp(ArrowType.Timestamp type) {
    boolean isUtc = type.getTimezone() != null;
    return switch (type.getUnit()) {
      case MICROSECOND ->
          of(
              Layout.INT64,
              e ->
                  e.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(isUtc, micros())))
                      .setConverted_type(ConvertedType.TIMESTAMP_MICROS));
      case NANOSECOND ->
          of(
              Layout.INT64,
              e -> e.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(isUtc, nanos()))));
      case SECOND, MILLISECOND -> Optional.empty();
    };
  }

  private static Optional<LeafType> string(Layout layout) {
    return Optional.of(
        new LeafType(
            layout,
            0,
            0,
            BoundCut.UTF8,
            ValueOrder.TYPE,
            e ->
                e.setLogicalType(LogicalType.STRING(new StringType()))
                    .setConverted_type(ConvertedType.UTF8)));
  }

  private static Optional<LeafType> binary(Layout layout) {
    return Optional.of(new LeafType(layout, 0, 0, BoundCut.BINARY, ValueOrder.TYPE, element -> {}));
  }

  private static Optional<LeafType> ofFixed(int byteWidth, boolean isUuid) {
    if (byteWidth < 1 || (isUuid && byteWidth != UUID_BYTES)) {
      return Optional.empty();
    }
    return Optional.of(
        isUuid
            ? new LeafType(
                Layout.FIXED,
                byteWidth,
                0,
                BoundCut.NONE,
                ValueOrder.TYPE,
                e -> e.setLogicalType(LogicalType.UUID(new UUIDType())))
            : new LeafType(
                Layout.FIXED, byteWidth, 0, BoundCut.BINARY, ValueOrder.TYPE, element -> {}));
  }

  private static boolean isUuid(Field field) {
    return UUID_EXTENSION.equals(
        field.getMetadata().get(ExtensionType.EXTENSION_METADATA_KEY_NAME));
  }

  private static void annotateInt(SchemaElement element, int bits, ConvertedType converted) {
    element
        .setLogicalType(LogicalType.INTEGER(new IntType((byte) bits, true)))
        .setConverted_type(converted);
  }

  private static void annotateDecimal(SchemaElement element, int precision, int scale) {
    element
        .setLogicalType(LogicalType.DECIMAL(new DecimalType(scale, precision)))
        .setConverted_type(ConvertedType.DECIMAL)
        .setPrecision(precision)
        .setScale(scale);
  }

  private static org.apache.parquet.format.TimeUnit micros() {
    return org.apache.parquet.format.TimeUnit.MICROS(new MicroSeconds());
  }

  private static org.apache.parquet.format.TimeUnit nanos() {
    return org.apache.parquet.format.TimeUnit.NANOS(new NanoSeconds());
  }
}
