package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.firn.input.text.TextLimits;

/** How much of one record is held in memory, whatever the input says. */
final class JsonLimits {
  /** Brackets within each other; deeper than any schema that people write. */
  static final int DEPTH_MAX = 1_000;

  /** Characters of one number; a decimal has 38 digits, a double's exact text not 800. */
  static final int NUMBER_CHARS_MAX = 1_000;

  /** Characters of one key, which may be a map's key and so be long text. */
  static final int KEY_CHARS_MAX = 50_000;

  private JsonLimits() {}

  /**
   * The factory of the parsers. It keeps no table of the keys that it has seen: such a table would
   * grow with the keys of a hostile input.
   */
  static JsonFactory parsers() {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxNumberLength(NUMBER_CHARS_MAX)
            .maxNameLength(KEY_CHARS_MAX)
            .maxStringLength(TextLimits.RECORD_CHARS_MAX)
            .build();
    return new JsonFactoryBuilder()
        .streamReadConstraints(constraints)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }
}
