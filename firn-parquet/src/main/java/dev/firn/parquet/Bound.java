package dev.firn.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A smallest or largest value in full precision, as the bytes of Iceberg's single-value
 * serialisation (table spec, appendix D): booleans one byte; ints, dates and floats four and longs,
 * times, timestamps and doubles eight bytes, little-endian; strings as UTF-8; binary, fixed and
 * UUID as they are; decimals as their unscaled value in the fewest big-endian two's complement
 * bytes. Eight- and sixteen-bit ints are widened to four bytes.
 */
public final class Bound {
  private final byte[] bytes;

  private Bound(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A bound of these bytes, which are copied. */
  public static Bound of(byte[] bytes) {
    return new Bound(bytes.clone());
  }

  /** The bytes, as a read-only view. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bound bound && Arrays.equals(bytes, bound.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
