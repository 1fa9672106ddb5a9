package dev.firn.engine.schema;

import dev.firn.engine.batch.IncomingBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;

/** One dictionary of a batch, which turns positions into values. */
final class DictionaryValues {
  private final IncomingBatch batch;
  private final String path;
  private final Dictionary dictionary;

  private DictionaryValues(IncomingBatch batch, String path, Dictionary dictionary) {
    this.batch = batch;
    this.path = path;
    this.dictionary = dictionary;
  }

  static DictionaryValues of(IncomingBatch batch, String path, long dictionaryId) {
    Dictionary dictionary = batch.dictionaries().lookup(dictionaryId);
    if (dictionary == null) {
      throw SourceDamage.of(batch.origin(), path, "dictionary " + dictionaryId, "none");
    }
    return new DictionaryValues(batch, path, dictionary);
  }

  /** A new vector, which the caller closes. */
  FieldVector decode(FieldVector positions, BufferAllocator allocator) {
    requireWithin((BaseIntVector) positions, dictionary.getVector().getValueCount());
    return (FieldVector) DictionaryEncoder.decode(positions, dictionary, allocator);
  }

  /** Arrow's decoder lets the position just behind the end pass. */
  private void requireWithin(BaseIntVector positions, int valueCount) {
    for (int i = 0; i < positions.getValueCount(); i++) {
      if (!positions.isNull(i)) {
        long position = positions.getValueAsLong(i);
        if (position < 0 || position >= valueCount) {
          throw SourceDamage.of(
              batch.origin(),
              path,
              "positions in a dictionary of " + valueCount + " values",
              "position " + position);
        }
      }
    }
  }
}
