package dev.firn.bench;

import dev.firn.parquet.Compression;
import java.util.Locale;

/** What all contenders of {@link WriterComparison} compress with. */
record WriterCodec(Compression compression) {
  /**
   * A codec and its level, as options name them.
   *
   * @param level a number, passed over if the codec has no levels
   */
  static WriterCodec parse(String word, String level) {
    return new WriterCodec(
        switch (word) {
          case "zstd" -> Compression.zstd(Integer.parseInt(level));
          case "snappy" -> Compression.SNAPPY;
          default ->
              throw new IllegalArgumentException(
                  "Codec: expected zstd or snappy, which all contenders have, found '"
                      + word
                      + "'.");
        });
  }

  /** Its name, as all contenders know it. */
  String word() {
    return compression.codec().name().toLowerCase(Locale.ROOT);
  }

  /** Its level as an argument of a program. */
  String level() {
    return Integer.toString(compression.level());
  }

  /** Its name, and its level if it has one: {@code zstd 1}. */
  String title() {
    return compression.level() == 0 ? word() : word() + " " + level();
  }
}
