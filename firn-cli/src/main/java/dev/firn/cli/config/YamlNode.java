package dev.firn.cli.config;

import java.util.List;

/** A value of a YAML document, as far as a configuration needs them. */
sealed interface YamlNode {
  /** Where it begins. */
  Place place();

  /** A scalar that is not null. */
  record Text(String text, Place place) implements YamlNode {}

  /** Null, or a key with nothing behind it. */
  record Nothing(Place place) implements YamlNode {}

  /** A mapping, in the order of the document. */
  record Group(List<Entry> entries, Place place) implements YamlNode {
    public Group {
      entries = List.copyOf(entries);
    }
  }

  /** A list; no key takes one. */
  record Items(Place place) implements YamlNode {}

  /** A key and its value. */
  record Entry(String name, Place place, YamlNode value) {}

  /** The value in a few words, for messages. */
  default String shown() {
    return switch (this) {
      case Text(String text, Place _) -> Shown.quoted(text);
      case Nothing _ -> "nothing";
      case Group(List<Entry> entries, Place _) ->
          entries.isEmpty() ? "an empty group of keys" : "a group of keys";
      case Items _ -> "a list";
    };
  }
}
