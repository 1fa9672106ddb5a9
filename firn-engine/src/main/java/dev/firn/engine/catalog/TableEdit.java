package dev.firn.engine.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * One step of a change to a table's definition. What it names is found in the table as it is when
 * the change is applied, so that it can be applied again on newer metadata.
 *
 * <p>{@code origin}s say where something was written, for messages; empty if nowhere.
 */
public sealed interface TableEdit {
  /**
   * A new column. Existing rows get its default, or null.
   *
   * @param parent the struct it goes into (a list's or map's path means the struct inside); empty
   *     for the table itself
   * @param column its name, type, comment, requiredness and write default; ids are assigned anew
   */
  record AddColumn(
      Optional<ColumnRef> parent,
      Types.NestedField column,
      Place place,
      OnExisting onExisting,
      String origin)
      implements TableEdit {
    /** A column of the table itself, after the others. */
    public static AddColumn of(Types.NestedField column) {
      return new AddColumn(Optional.empty(), column, new Place.Last(), OnExisting.FAIL, "");
    }
  }

  /** Where a new column stands among its siblings. */
  sealed interface Place {
    /** After all others. */
    record Last() implements Place {}

    /** Before all others. */
    record First() implements Place {}

    /** After one of its siblings. */
    record After(String sibling) implements Place {}
  }

  /** Takes a column out of the schema; its values stay in old files and are never read again. */
  record DropColumn(ColumnRef column, OnMissing onMissing) implements TableEdit {}

  /** Gives a column another name; properties that name it follow. */
  record RenameColumn(ColumnRef column, String name, OnMissing onMissing) implements TableEdit {}

  /** Widens a column's type. */
  record ChangeType(ColumnRef column, Type type) implements TableEdit {}

  /** Lets a column be null. */
  record MakeOptional(ColumnRef column) implements TableEdit {}

  /** What is written where a load has no such column; empty for null. Existing rows keep theirs. */
  record SetDefault(ColumnRef column, Optional<DefaultValue> value) implements TableEdit {}

  /** A column's comment; empty for none. */
  record SetColumnComment(ColumnRef column, Optional<String> comment) implements TableEdit {}

  /** The table's comment; empty for none. */
  record SetTableComment(Optional<String> comment) implements TableEdit {}

  /**
   * Properties under Iceberg's names.
   *
   * @param removed keys that go
   * @param removedPrefixes keys that begin so go, before the values are set
   */
  record SetProperties(
      Map<String, String> values, Set<String> removed, Set<String> removedPrefixes, String origin)
      implements TableEdit {
    public SetProperties {
      values = Map.copyOf(values);
      removed = Set.copyOf(removed);
      removedPrefixes = Set.copyOf(removedPrefixes);
    }
  }

  /**
   * Properties of single columns, all of one kind: columns that are not named lose theirs.
   *
   * @param prefix what stands before a column's name in the property's key
   */
  record SetColumnProperties(String prefix, Map<ColumnRef, String> values, String origin)
      implements TableEdit {
    public SetColumnProperties {
      values = Map.copyOf(values);
    }
  }

  /** How rows are partitioned from now on; old files keep theirs. Empty for not at all. */
  record SetPartitioning(List<PartitionTerm> terms, String origin) implements TableEdit {}

  /** How rows of a file are sorted from now on. Empty for not at all. */
  record SetSortOrder(List<SortTerm> terms, String origin) implements TableEdit {}

  /** Iceberg's format; only ever upwards. */
  record SetFormatVersion(int version, String origin) implements TableEdit {}
}
