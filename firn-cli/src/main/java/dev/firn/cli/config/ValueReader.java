package dev.firn.cli.config;

import dev.firn.cli.config.YamlNode.Entry;
import dev.firn.engine.schema.NearestName;
import dev.firn.engine.table.ByteSize;
import dev.firn.engine.table.ColumnKind;
import dev.firn.engine.table.TimeSpan;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns what somebody gave into a checked value, or adds what is wrong with it. */
final class ValueReader {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRES = "jdbc:postgresql://";

  /** A scheme of two letters or more, which no folder of ours begins with. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*", Pattern.DOTALL);

  private static final Pattern HTTP = Pattern.compile("https?:.*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final List<String> CODECS =
      List.of("zstd", "snappy", "gzip", "brotli", "lz4_raw", "none");

  private final Problems problems;

  ValueReader(Problems problems) {
    this.problems = problems;
  }

  /** The value, or empty after a problem was added. */
  Optional<Value> read(Given given) {
    ValueForm form = given.key().form();
    if (form instanceof ValueForm.CodecsByKind) {
      return codecs(given);
    }
    if (!(given.value() instanceof YamlNode.Text(String text, Place _))) {
      return refuse(given, form.expected(), given.value().shown());
    }
    return switch (form) {
      case ValueForm.Warehouse _ -> warehouse(given, text);
      case ValueForm.LocalFolder _ -> folder(given, text);
      case ValueForm.CatalogUri _ -> catalogUri(given, text);
      case ValueForm.Size size -> size(given, size, text);
      case ValueForm.Span span -> span(given, span, text);
      case ValueForm.Count count -> count(given, count, text);
      case ValueForm.Choice choice -> word(given, choice, text);
      case ValueForm.CodecWord _ -> codec(given, text);
      case ValueForm.CodecsByKind _ -> codecs(given);
    };
  }

  private Optional<Value> warehouse(Given given, String text) {
    if (URI.matcher(text).matches() && !text.startsWith("file:")) {
      problems.addUnsupported(
          given.origin(),
          given.key().path(),
          given.key().form().expected() + "; object stores come in a later version",
          Shown.quoted(text));
      return Optional.empty();
    }
    return folder(given, text);
  }

  private Optional<Value> folder(Given given, String text) {
    if (URI.matcher(text).matches()) {
      return refuse(given, given.key().form().expected() + ", as a path", Shown.quoted(text));
    }
    return path(given, text).map(Value.Folder::new);
  }

  /** An absolute path; relative ones start where their origin's do. */
  private Optional<Path> path(Given given, String text) {
    String expected = given.key().form().expected();
    if (text.isBlank()) {
      refuse(given, expected, "a blank path");
      return Optional.empty();
    }
    if (text.startsWith("~")) {
      refuse(
          given, expected + ", written in full: '~' stands for nothing here", Shown.quoted(text));
      return Optional.empty();
    }
    try {
      return Optional.of(given.folder().resolve(text).normalize());
    } catch (InvalidPathException e) {
      refuse(given, expected, Shown.quoted(text) + ", which is no path");
      return Optional.empty();
    }
  }

  private Optional<Value> catalogUri(Given given, String text) {
    if (text.length() > Shown.URI_CHARS_MAX) {
      return refuse(
          given,
          given.key().form().expected() + " of at most " + Shown.URI_CHARS_MAX + " characters",
          Shown.quoted(text));
    }
    if (text.startsWith(SQLITE)) {
      return sqlite(given, text.substring(SQLITE.length()));
    }
    if (text.startsWith(POSTGRES) && text.length() > POSTGRES.length()) {
      return Optional.of(new Value.Uri(text));
    }
    String expected = given.key().form().expected();
    if (HTTP.matcher(text).matches()) {
      problems.addUnsupported(
          given.origin(),
          given.key().path(),
          expected
              + "; this version commits through its own registry and not through a REST catalog",
          Shown.quoted(text));
      return Optional.empty();
    }
    return refuse(given, expected, Shown.quoted(text));
  }

  /** Parameters are refused: SQLite's driver takes them as pragmas, and one turns off fsync. */
  private Optional<Value> sqlite(Given given, String file) {
    if (file.startsWith(":") || file.startsWith("file:") || file.contains("?")) {
      return refuse(given, SQLITE + "<file>, a path without parameters", Shown.quoted(file));
    }
    return path(given, file).map(path -> new Value.Uri(SQLITE + path));
  }

  private Optional<Value> size(Given given, ValueForm.Size form, String text) {
    Optional<ByteSize> size = ByteSize.parse(text);
    if (size.isEmpty()) {
      return refuse(given, form.expected() + ", written as 512MB or 1GiB", Shown.quoted(text));
    }
    long bytes = size.get().bytes();
    return bytes >= form.min().bytes() && bytes <= form.max().bytes()
        ? Optional.of(new Value.Size(size.get()))
        : refuse(given, form.expected(), Shown.quoted(text));
  }

  private Optional<Value> span(Given given, ValueForm.Span form, String text) {
    Optional<TimeSpan> span = TimeSpan.parse(text);
    if (span.isEmpty()) {
      return refuse(given, form.expected() + ", written as 90s or 1m30s", Shown.quoted(text));
    }
    boolean fits =
        span.get().duration().compareTo(form.min().duration()) >= 0
            && span.get().duration().compareTo(form.max().duration()) <= 0;
    return fits
        ? Optional.of(new Value.Span(span.get()))
        : refuse(given, form.expected(), Shown.quoted(text));
  }

  private Optional<Value> count(Given given, ValueForm.Count form, String text) {
    boolean fits =
        NUMBER.matcher(text).matches()
            && Integer.parseInt(text) >= form.min()
            && Integer.parseInt(text) <= form.max();
    return fits
        ? Optional.of(new Value.Count(Integer.parseInt(text)))
        : refuse(given, form.expected(), Shown.quoted(text));
  }

  private Optional<Value> word(Given given, ValueForm.Choice form, String text) {
    String word = text.toLowerCase(Locale.ROOT);
    return form.words().contains(word)
        ? Optional.of(new Value.Word(word))
        : refuse(given, form.expected(), Shown.quoted(text));
  }

  private Optional<Value> codec(Given given, String text) {
    Optional<String> name = codecName(text);
    return name.isPresent()
        ? Optional.of(new Value.CodecName(name.get()))
        : refuse(given, given.key().form().expected(), Shown.quoted(text));
  }

  private Optional<Value> codecs(Given given) {
    if (!(given.value() instanceof YamlNode.Group(List<Entry> entries, Place _))) {
      return refuse(given, given.key().form().expected(), given.value().shown());
    }
    Map<ColumnKind, String> byKind = new EnumMap<>(ColumnKind.class);
    boolean fits = true;
    for (Entry entry : entries) {
      Optional<ColumnKind> kind = ColumnKind.find(entry.name());
      Optional<String> codec =
          entry.value() instanceof YamlNode.Text(String text, Place _)
              ? codecName(text)
              : Optional.empty();
      if (kind.isPresent() && codec.isPresent()) {
        byKind.put(kind.get(), codec.get());
      } else {
        fits = false;
        refuseKind(given, entry, kind);
      }
    }
    return fits ? Optional.of(new Value.Codecs(byKind)) : Optional.empty();
  }

  private void refuseKind(Given given, Entry entry, Optional<ColumnKind> kind) {
    String path = given.key().path() + "." + Shown.cut(entry.name());
    if (kind.isPresent()) {
      problems.add(
          moved(given.origin(), entry.value().place()),
          path,
          new ValueForm.CodecWord().expected(),
          entry.value().shown());
      return;
    }
    String near =
        NearestName.of(
                entry.name(), Arrays.stream(ColumnKind.values()).map(ColumnKind::word).toList())
            .map(word -> "; the nearest is '" + word + "'")
            .orElse("");
    problems.add(
        moved(given.origin(), entry.place()),
        path,
        "a kind of column (" + ValueForm.CodecsByKind.kinds() + ")" + near,
        Shown.quoted(entry.name()));
  }

  private static Origin moved(Origin origin, Place place) {
    return origin instanceof Origin.FilePlace file
        ? new Origin.FilePlace(file.file(), place)
        : origin;
  }

  /** The name in lower case; Iceberg's words for no compression and for LZ4 are taken too. */
  private static Optional<String> codecName(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    String known =
        switch (name) {
          case "uncompressed" -> "none";
          case "lz4" -> "lz4_raw";
          default -> name;
        };
    return Optional.of(known).filter(CODECS::contains);
  }

  private Optional<Value> refuse(Given given, String expected, String found) {
    problems.add(given.origin(), given.key().path(), expected, found);
    return Optional.empty();
  }
}
