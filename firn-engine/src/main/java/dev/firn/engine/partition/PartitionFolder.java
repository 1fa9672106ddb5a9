package dev.firn.engine.partition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;

/**
 * The folder of a partition: Iceberg's own {@code key=value/key=value}, escaped as in a URL. A name
 * that is too long for file systems is cut and ends with {@code ~} and the CRC32C of the whole; a
 * folder's name is for people, the manifest holds the true value. Asterisks are escaped too,
 * because readers that take patterns would look for other files.
 */
final class PartitionFolder {
  /** File systems allow 255; some encrypted ones fewer, down to 143, but few values are so long. */
  private static final int NAME_BYTES_MAX = 200;

  /** Of 4,096 bytes that a path may have, what all names together take before each is cut. */
  private static final int PATH_BYTES_MAX = 1_500;

  /** Less would tell a person nothing. */
  private static final int NAME_BYTES_MIN = 24;

  private PartitionFolder() {}

  static String of(PartitionSpec spec, StructLike values) {
    String path = spec.partitionToPath(values).replace("*", "%2A");
    String[] names = path.split("/", -1);
    int bytesMax = Math.clamp(PATH_BYTES_MAX / names.length, NAME_BYTES_MIN, NAME_BYTES_MAX);
    return Arrays.stream(names)
        .map(name -> shortened(name, bytesMax))
        .collect(Collectors.joining("/"));
  }

  /** Escaped names are ASCII, so characters are bytes. */
  private static String shortened(String name, int bytesMax) {
    if (name.length() <= bytesMax) {
      return name;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(name.getBytes(StandardCharsets.UTF_8));
    String end = "~" + HexFormat.of().toHexDigits((int) checksum.getValue());
    int cut = bytesMax - end.length();
    // Not in the middle of an escape such as %2F.
    int escape = name.lastIndexOf('%', cut - 1);
    if (escape >= 0 && escape > cut - 3) {
      cut = escape;
    }
    return name.substring(0, cut) + end;
  }
}
