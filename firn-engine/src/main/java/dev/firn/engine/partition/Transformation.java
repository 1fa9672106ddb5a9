package dev.firn.engine.partition;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.transforms.Transform;

/**
 * Iceberg's transforms as a closed choice (table spec, "Partition Transforms"); Iceberg's own
 * classes for them are not public.
 */
public sealed interface Transformation {
  /** The value itself. */
  record Identity() implements Transformation {}

  /** A hash modulo a number of buckets. */
  record Bucket(int bucketCount) implements Transformation {}

  /** Numbers rounded down to a multiple, text and binary cut to a length. */
  record Truncate(int width) implements Transformation {}

  /** Years since 1970. */
  record Year() implements Transformation {}

  /** Months since 1970-01. */
  record Month() implements Transformation {}

  /** Days since 1970-01-01. */
  record Day() implements Transformation {}

  /** Hours since 1970-01-01 00:00. */
  record Hour() implements Transformation {}

  /** Always null: what is left of a field that was dropped from a spec. */
  record AlwaysNull() implements Transformation {}

  /**
   * Iceberg's transform by the name that the table spec gives it.
   *
   * @throws FirnException {@link ErrorCode#UNSUPPORTED} for one that no spec has named so far
   */
  static Transformation of(Transform<?, ?> transform) {
    String name = transform.toString();
    Matcher withNumber = Pattern.compile("(bucket|truncate)\\[(\\d+)]").matcher(name);
    if (withNumber.matches()) {
      int number = Integer.parseInt(withNumber.group(2));
      return withNumber.group(1).equals("bucket") ? new Bucket(number) : new Truncate(number);
    }
    return switch (name) {
      case "identity" -> new Identity();
      case "year" -> new Year();
      case "month" -> new Month();
      case "day" -> new Day();
      case "hour" -> new Hour();
      case "void" -> new AlwaysNull();
      default ->
          throw new FirnException(
              ErrorCode.UNSUPPORTED,
              "Transform '"
                  + name
                  + "' of a partition spec or sort order: expected identity, bucket, truncate,"
                  + " year, month, day, hour or void. Load with the engine that made it.");
    };
  }
}
