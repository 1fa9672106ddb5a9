package dev.firn.input.json;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.engine.batch.Finding;
import dev.firn.engine.error.ViolationKind;
import dev.firn.engine.schema.MatchOptions.UnknownColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Types;

/**
 * The keys of objects as members of one level of a table: its columns, or a struct's fields. A
 * member whose key is missing gets its default, or is null without one; keys that are given twice
 * or that nobody knows are reported.
 *
 * <p>Threads: one at a time. Lives as long as one batch.
 */
final class ObjectReader {
  private final String prefix;
  private final KeyNames names;
  private final ValueReader[] members;
  private final RecordContext context;

  /** The number of the object in which each member was read last. */
  private final int[] readIn;

  private int objectNumber;

  private ObjectReader(
      String prefix, KeyNames names, ValueReader[] members, RecordContext context) {
    this.prefix = prefix;
    this.names = names;
    this.members = members;
    this.context = context;
    this.readIn = new int[members.length];
  }

  /**
   * The reader of one level.
   *
   * @param prefix path of the level with a dot at its end, or nothing for the columns
   * @param vectors those of the fields, in their order
   */
  static ObjectReader of(
      List<Types.NestedField> fields,
      String prefix,
      List<FieldVector> vectors,
      RecordContext context) {
    List<String> names = new ArrayList<>();
    ValueReader[] members = new ValueReader[fields.size()];
    for (int index = 0; index < members.length; index++) {
      Types.NestedField field = fields.get(index);
      names.add(field.name());
      members[index] = ValueReader.of(field, prefix + field.name(), vectors.get(index), context);
    }
    return new ObjectReader(prefix, new KeyNames(names, context.match().names()), members, context);
  }

  /** Reads the object whose opening bracket is the parser's current token. */
  void read(JsonParser json, int index) throws IOException {
    objectNumber++;
    int previous = names.beforeFirst();
    int readCount = 0;
    String name = json.nextFieldName();
    while (name != null) {
      int member = names.find(name, previous);
      json.nextToken();
      if (member == KeyNames.UNKNOWN) {
        noteUnknown(name);
        json.skipChildren();
      } else if (readIn[member] == objectNumber) {
        noteDuplicate(name, member);
        json.skipChildren();
      } else {
        readIn[member] = objectNumber;
        readCount++;
        members[member].read(json, index);
        previous = member;
      }
      name = json.nextFieldName();
    }
    if (readCount < members.length) {
      writeMissing(index);
    }
  }

  void writeNulls(int index) {
    for (ValueReader member : members) {
      member.writeNull(index);
    }
  }

  void writeDummies(int index) {
    for (ValueReader member : members) {
      member.writeDummy(index);
    }
  }

  void finish(int count) {
    for (ValueReader member : members) {
      member.finish(count);
    }
  }

  private void writeMissing(int index) {
    for (int member = 0; member < members.length; member++) {
      if (readIn[member] != objectNumber) {
        members[member].writeAbsent(index);
      }
    }
  }

  private void noteUnknown(String name) {
    if (context.match().unknown() == UnknownColumns.REFUSED) {
      context.addUnknownKey(prefix, name, names);
    }
  }

  private void noteDuplicate(String name, int member) {
    context.add(
        new Finding(
            ViolationKind.RECORD,
            prefix + names.name(member),
            "each key once",
            () -> "the key '" + RecordContext.shown(name) + "' again"));
  }
}
