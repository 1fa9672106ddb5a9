package dev.firn.cli.config;

import dev.firn.engine.table.ByteSize;
import dev.firn.engine.table.ColumnKind;
import dev.firn.engine.table.TimeSpan;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A value that was checked. */
sealed interface Value {
  /** As it would stand in the file; never a password. */
  String text();

  /** An absolute path. */
  record Folder(Path path) implements Value {
    @Override
    public String text() {
      return path.toString();
    }
  }

  /** A JDBC URL, with an absolute path where it names a file. */
  record Uri(String uri) implements Value {
    @Override
    public String text() {
      return Shown.withoutPassword(uri);
    }

    /** Without the password, which must not end up in a log. */
    @Override
    public String toString() {
      return text();
    }
  }

  /** A size. */
  record Size(ByteSize size) implements Value {
    @Override
    public String text() {
      return size.toString();
    }
  }

  /** A duration. */
  record Span(TimeSpan span) implements Value {
    @Override
    public String text() {
      return span.toString();
    }
  }

  /** A number. */
  record Count(int count) implements Value {
    @Override
    public String text() {
      return Integer.toString(count);
    }
  }

  /** One of the words that a key takes, as they stand in its form. */
  record Word(String word) implements Value {
    @Override
    public String text() {
      return word;
    }
  }

  /** A codec by the name that people give it. */
  record CodecName(String name) implements Value {
    @Override
    public String text() {
      return name;
    }
  }

  /** Codecs of kinds of columns, by the names that people give them. */
  record Codecs(Map<ColumnKind, String> byKind) implements Value {
    public Codecs {
      byKind = Map.copyOf(byKind);
    }

    @Override
    public String text() {
      return new TreeMap<>(byKind)
          .entrySet().stream()
              .map(entry -> entry.getKey().word() + ": " + entry.getValue())
              .collect(Collectors.joining(", ", "{", "}"));
    }
  }
}
