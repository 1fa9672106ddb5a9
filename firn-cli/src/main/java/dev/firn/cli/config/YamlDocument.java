package dev.firn.cli.config;

import java.util.List;
import java.util.Optional;

/**
 * A document and what is wrong with it.
 *
 * @param root what could be read; empty for a document without content
 */
record YamlDocument(Optional<YamlNode> root, List<Fault> faults) {
  YamlDocument {
    faults = List.copyOf(faults);
  }

  /**
   * Something that no configuration may hold.
   *
   * @param path the dotted path at which it stands; empty at the top
   */
  record Fault(String path, Place place, String expected, String found) {}
}
