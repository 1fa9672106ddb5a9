package dev.firn.parquet;

import java.util.List;

/**
 * What may become of the values of a column.
 *
 * @param dictionary what is done with a dictionary
 * @param direct the encodings of pages without one, the cheapest to read first; if there are
 *     several, each chunk's first such page decides
 */
record EncodingPlan(DictionaryUse dictionary, List<Encoding> direct) {
  /** When values go through a dictionary. */
  enum DictionaryUse {
    NEVER,
    /** As long as it takes less than plain values. */
    IF_IT_PAYS,
    /** The same, and if on its first page no other encoding takes clearly less. */
    IF_BEST
  }

  EncodingPlan {
    direct = List.copyOf(direct);
  }

  /** The plan that the options have for this column. */
  static EncodingPlan of(LeafColumn column, WriterOptions options) {
    Encoding chosen = options.columnEncodings().get(column.dottedPath());
    if (chosen == null) {
      boolean isPossible = options.dictionaryBytesMax() > 0 && column.layout() != Layout.BOOLEAN;
      return new EncodingPlan(
          isPossible ? DictionaryUse.IF_BEST : DictionaryUse.NEVER,
          options.encodingProfile().encodings(column.layout().physical()));
    }
    return chosen == Encoding.RLE_DICTIONARY
        ? new EncodingPlan(DictionaryUse.IF_IT_PAYS, List.of(Encoding.PLAIN))
        : new EncodingPlan(DictionaryUse.NEVER, List.of(chosen));
  }
}
