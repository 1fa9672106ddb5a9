package dev.firn.parquet;

import java.util.List;
import org.apache.parquet.format.Type;

/**
 * Which encodings a column may get that has none of its own by {@link
 * WriterOptions#columnEncodings}. Both profiles use dictionaries where they pay.
 */
public enum EncodingProfile {
  /** What every reader takes, also Iceberg's vectorised one in Spark since 1.10. */
  COMPATIBLE,
  /** What the format has, as far as the readers of docs/compatibility.md read it. */
  MODERN;

  /**
   * The encodings without a dictionary for values of a Parquet type, the cheapest to read first:
   * bytes that are copied, then bytes that are gathered, then numbers that are added up, then
   * values that are put together from the one before.
   */
  List<Encoding> encodings(Type physical) {
    return switch (this) {
      case COMPATIBLE ->
          switch (physical) {
            case INT32, INT64 -> List.of(Encoding.PLAIN, Encoding.DELTA_BINARY_PACKED);
            case BOOLEAN, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT96 ->
                List.of(Encoding.PLAIN);
          };
      case MODERN ->
          switch (physical) {
            case BOOLEAN -> List.of(Encoding.PLAIN, Encoding.RLE);
            // Not BYTE_STREAM_SPLIT, which DuckDB reads of floats only up to 1.5.
            case INT32, INT64 -> List.of(Encoding.PLAIN, Encoding.DELTA_BINARY_PACKED);
            case FLOAT, DOUBLE -> List.of(Encoding.PLAIN, Encoding.BYTE_STREAM_SPLIT);
            case BYTE_ARRAY ->
                List.of(
                    Encoding.PLAIN, Encoding.DELTA_LENGTH_BYTE_ARRAY, Encoding.DELTA_BYTE_ARRAY);
            // Neither BYTE_STREAM_SPLIT, which DuckDB 2.0 does not read here, nor DELTA_BYTE_ARRAY,
            // which Polars does not.
            case FIXED_LEN_BYTE_ARRAY -> List.of(Encoding.PLAIN);
            case INT96 -> throw new IllegalStateException("INT96 is never written.");
          };
    };
  }
}
