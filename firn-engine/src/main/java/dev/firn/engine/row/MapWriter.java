package dev.firn.engine.row;

import dev.firn.engine.error.ViolationKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Maps, in the order in which they give their entries. Keys that differ in Java may be one value of
 * the column, such as 1 and 1L or two arrays of the same bytes, so they are compared as the column
 * holds them.
 */
record MapWriter(ColumnWriter keys, ColumnWriter values) implements ValueWriter {
  static MapWriter of(Types.MapType type, String path) {
    return new MapWriter(
        ColumnWriter.ofKeys(type.fields().getFirst(), path + ".key"),
        ColumnWriter.of(type.fields().getLast(), path + ".value"));
  }

  @Override
  public @Nullable Object accept(String path, Object given, RowFindings findings) {
    if (!(given instanceof Map<?, ?> map)) {
      findings.addValue(path, "a Map", given);
      return null;
    }
    Map<Object, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = keys.accept(entry.getKey(), findings);
      Object value = values.accept(entry.getValue(), findings);
      if (key != null) {
        if (entries.containsKey(key)) {
          addAgain(path, entry.getKey(), findings);
        }
        entries.put(key, value);
      }
    }
    return entries;
  }

  private static void addAgain(String path, Object key, RowFindings findings) {
    findings.add(
        ViolationKind.RECORD,
        path,
        "each key once",
        () -> "the key " + FoundWords.of(key) + " again");
  }

  @Override
  public long write(FieldVector to, int index, Object value) {
    MapVector map = (MapVector) to;
    Map<?, ?> entries = (Map<?, ?>) value;
    int start = map.startNewValue(index);
    Slots.requireRoom(start, entries.size());
    StructVector entryVector = (StructVector) map.getDataVector();
    FieldVector keyVector = (FieldVector) entryVector.getChildByOrdinal(0);
    FieldVector valueVector = (FieldVector) entryVector.getChildByOrdinal(1);
    int at = start;
    long bits = Slots.OFFSET_BITS;
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      entryVector.setIndexDefined(at);
      bits += 1 + keys.write(keyVector, at, entry.getKey());
      bits += values.write(valueVector, at, entry.getValue());
      at++;
    }
    map.endValue(index, entries.size());
    return bits;
  }

  @Override
  public long writeNull(FieldVector to, int index) {
    to.setNull(index);
    return Slots.OFFSET_BITS;
  }

  @Override
  public void finish(FieldVector to, int count) {
    MapVector map = (MapVector) to;
    Slots.finishList(map, count);
    StructVector entryVector = (StructVector) map.getDataVector();
    int entryCount = entryVector.getValueCount();
    keys.finish((FieldVector) entryVector.getChildByOrdinal(0), entryCount);
    values.finish((FieldVector) entryVector.getChildByOrdinal(1), entryCount);
  }
}
