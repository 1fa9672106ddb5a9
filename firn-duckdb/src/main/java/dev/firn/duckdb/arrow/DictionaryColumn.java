package dev.firn.duckdb.arrow;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.Field;

/** Indexes into a dictionary to the values themselves; the dictionary may change per batch. */
record DictionaryColumn(Field field, PlainColumn values, Dictionary dictionary, String path)
    implements PlainColumn {
  @Override
  public void fill(FieldVector from, FieldVector to) {
    try (FieldVector plain = values.field().createVector(to.getAllocator())) {
      values.fill(dictionary.getVector(), plain);
      decode((BaseIntVector) from, plain, to);
    }
  }

  private void decode(BaseIntVector indexes, FieldVector entries, FieldVector to) {
    int count = indexes.getValueCount();
    to.setInitialCapacity(count);
    to.allocateNew();
    for (int row = 0; row < count; row++) {
      if (indexes.isNull(row)) {
        to.setNull(row);
      } else {
        to.copyFromSafe(entryOf(indexes, row, entries.getValueCount()), row, entries);
      }
    }
    to.setValueCount(count);
  }

  private int entryOf(BaseIntVector indexes, int row, int entryCount) {
    long entry = indexes.getValueAsLong(row);
    if (entry < 0 || entry >= entryCount) {
      throw new FirnException(
          ErrorCode.INPUT_UNREADABLE,
          "Column '"
              + path
              + "', row "
              + (row + 1)
              + " of a batch: expected an index into a dictionary of "
              + entryCount
              + " values, found "
              + entry
              + ".");
    }
    return (int) entry;
  }
}
