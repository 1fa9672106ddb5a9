package dev.firn.cli.config;

import dev.firn.engine.table.ByteSize;
import dev.firn.engine.table.ColumnKind;
import dev.firn.engine.table.TimeSpan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the values of a key look like. */
sealed interface ValueForm {
  /** For messages and documents. */
  String expected();

  /** The folder of tables. */
  record Warehouse() implements ValueForm {
    @Override
    public String expected() {
      return "a folder on a disk of this machine";
    }
  }

  /** A folder that stays on a local disk wherever the warehouse is. */
  record LocalFolder() implements ValueForm {
    @Override
    public String expected() {
      return "a folder on a disk of this machine";
    }
  }

  /** The registry's database. */
  record CatalogUri() implements ValueForm {
    @Override
    public String expected() {
      return "jdbc:sqlite:<file> or jdbc:postgresql://<host>/<database>";
    }
  }

  /** A number of bytes with a unit. */
  record Size(ByteSize min, ByteSize max) implements ValueForm {
    static Size of(long min, long max) {
      return new Size(new ByteSize(min), new ByteSize(max));
    }

    @Override
    public String expected() {
      return max.bytes() == Long.MAX_VALUE
          ? "a size of at least " + min
          : "a size from " + min + " to " + max;
    }
  }

  /** A length of time with units. */
  record Span(TimeSpan min, TimeSpan max) implements ValueForm {
    @Override
    public String expected() {
      return "a duration from " + min + " to " + max;
    }
  }

  /** A whole number. */
  record Count(int min, int max) implements ValueForm {
    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /** One of some words. */
  record Choice(List<String> words) implements ValueForm {
    @Override
    public String expected() {
      return String.join(" or ", words);
    }
  }

  /** The name of a codec. */
  record CodecWord() implements ValueForm {
    @Override
    public String expected() {
      return "zstd, snappy, gzip, brotli, lz4_raw or none";
    }
  }

  /** Codecs by kind of column. */
  record CodecsByKind() implements ValueForm {
    @Override
    public String expected() {
      return "codecs by kind of column, as {text: gzip, numeric: snappy}";
    }

    static String kinds() {
      return Arrays.stream(ColumnKind.values())
          .map(ColumnKind::word)
          .collect(Collectors.joining(", "));
    }
  }
}
