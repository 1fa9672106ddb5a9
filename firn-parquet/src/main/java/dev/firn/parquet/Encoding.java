package dev.firn.parquet;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.Type;

/**
 * How the values or levels of a page are stored (Parquet's {@code Encoding}, Encodings.md). All of
 * the format's are listed, because a footer may come from another writer; {@code PLAIN_DICTIONARY}
 * and {@code BIT_PACKED} are deprecated and never written.
 */
public enum Encoding {
  PLAIN,
  PLAIN_DICTIONARY,
  RLE,
  BIT_PACKED,
  DELTA_BINARY_PACKED,
  DELTA_LENGTH_BYTE_ARRAY,
  DELTA_BYTE_ARRAY,
  RLE_DICTIONARY,
  BYTE_STREAM_SPLIT;

  /**
   * The encodings that a leaf column of this Arrow type may be written with.
   *
   * @return none if the type itself is not written
   */
  public static Set<Encoding> of(Field leaf) {
    return LeafType.of(leaf)
        .map(type -> of(type.layout().physical()))
        .orElse(EnumSet.noneOf(Encoding.class));
  }

  /** The encodings that values of a Parquet type may be written with. */
  static Set<Encoding> of(Type physical) {
    Set<Encoding> fitting = EnumSet.noneOf(Encoding.class);
    Arrays.stream(values()).filter(each -> each.fits(physical)).forEach(fitting::add);
    return fitting;
  }

  private boolean fits(Type physical) {
    return switch (this) {
      case PLAIN -> true;
      case RLE -> physical == Type.BOOLEAN;
      case RLE_DICTIONARY -> physical != Type.BOOLEAN;
      case DELTA_BINARY_PACKED -> physical == Type.INT32 || physical == Type.INT64;
      case DELTA_LENGTH_BYTE_ARRAY -> physical == Type.BYTE_ARRAY;
      case DELTA_BYTE_ARRAY -> physical == Type.BYTE_ARRAY || physical == Type.FIXED_LEN_BYTE_ARRAY;
      case BYTE_STREAM_SPLIT -> physical != Type.BOOLEAN && physical != Type.BYTE_ARRAY;
      case PLAIN_DICTIONARY, BIT_PACKED -> false;
    };
  }
}
