package dev.firn.engine.catalog;

import dev.firn.engine.catalog.TableEdit.AddColumn;
import dev.firn.engine.catalog.TableEdit.ChangeType;
import dev.firn.engine.catalog.TableEdit.DropColumn;
import dev.firn.engine.catalog.TableEdit.MakeOptional;
import dev.firn.engine.catalog.TableEdit.RenameColumn;
import dev.firn.engine.catalog.TableEdit.SetColumnComment;
import dev.firn.engine.catalog.TableEdit.SetDefault;
import dev.firn.engine.commit.Draft;
import dev.firn.engine.error.FirnException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * Changes of columns, one at a time, on a draft. Says in the user's words why something cannot be;
 * Iceberg's update refuses whatever is left.
 *
 * <p>Threads: one.
 */
final class SchemaEdits {
  /** The id of a column that has none yet. */
  private static final int NEW_FIELD = -1;

  private final TableMetadata base;
  private final ColumnLookup columns;
  private final UpdateSchema update;

  SchemaEdits(Draft draft) {
    this.base = draft.current();
    this.columns = new ColumnLookup(base.schema());
    this.update = draft.table().updateSchema();
  }

  /** Where an edit was written. */
  static String originOf(TableEdit edit) {
    return switch (edit) {
      case AddColumn add -> add.origin();
      case DropColumn drop -> drop.column().origin();
      case RenameColumn rename -> rename.column().origin();
      case ChangeType change -> change.column().origin();
      case MakeOptional change -> change.column().origin();
      case SetDefault change -> change.column().origin();
      case SetColumnComment change -> change.column().origin();
      case TableEdit.SetTableComment _ -> "";
      case TableEdit.SetProperties change -> change.origin();
      case TableEdit.SetColumnProperties change -> change.origin();
      case TableEdit.SetPartitioning change -> change.origin();
      case TableEdit.SetSortOrder change -> change.origin();
      case TableEdit.SetFormatVersion change -> change.origin();
    };
  }

  void apply(TableEdit edit) {
    switch (edit) {
      case AddColumn add -> add(add);
      case DropColumn drop -> drop(drop);
      case RenameColumn rename -> rename(rename);
      case ChangeType change -> changeType(change);
      case MakeOptional change ->
          update.makeColumnOptional(columns.nameOf(columns.require(change.column())));
      case SetDefault change -> setDefault(change);
      case SetColumnComment change ->
          update.updateColumnDoc(
              columns.nameOf(columns.require(change.column())), change.comment().orElse(null));
      case TableEdit.SetTableComment _,
          TableEdit.SetProperties _,
          TableEdit.SetColumnProperties _,
          TableEdit.SetPartitioning _,
          TableEdit.SetSortOrder _,
          TableEdit.SetFormatVersion _ ->
          throw new IllegalStateException("Not an edit of columns: " + edit);
    }
    update.commit();
  }

  private void add(AddColumn add) {
    Types.NestedField column = add.column();
    Optional<Types.NestedField> parent = add.parent().map(columns::requireStruct);
    List<Types.NestedField> siblings =
        parent.map(struct -> ColumnLookup.fieldsOf(struct.type())).orElse(base.schema().columns());
    String prefix = parent.map(struct -> columns.nameOf(struct) + ".").orElse("");
    String path = prefix + column.name();
    Optional<Types.NestedField> same = ColumnLookup.among(siblings, column.name());
    if (same.isPresent() && add.onExisting() == OnExisting.SKIP) {
      return;
    }
    if (same.isPresent()) {
      throw taken(add.origin(), path, prefix + same.get().name());
    }
    requireNoPartitionField(add.origin(), path, NEW_FIELD);
    Literal<?> value = column.writeDefaultLiteral();
    requireCanBeAdded(add, path);
    String parentName = parent.map(columns::nameOf).orElse(null);
    if (column.isOptional()) {
      update.addColumn(parentName, column.name(), column.type(), column.doc(), value);
    } else {
      update.addRequiredColumn(parentName, column.name(), column.type(), column.doc(), value);
    }
    place(add, prefix, path, siblings);
  }

  /** Partition fields, also of older specs, are found by name beside the columns. */
  private void requireNoPartitionField(String origin, String path, int fieldId) {
    for (PartitionSpec spec : base.specs()) {
      for (PartitionField field : spec.fields()) {
        if (field.name().equals(path) && field.sourceId() != fieldId) {
          boolean isCurrent = spec.specId() == base.defaultSpecId();
          throw Refusal.of(
              origin,
              "Column '" + path + "'",
              "a name that no partition field has or had",
              "partition field '"
                  + field.name()
                  + "' of column '"
                  + base.schema().findColumnName(field.sourceId())
                  + (isCurrent ? "'" : "' in an older spec, whose files need it to be read"),
              "Choose another name.");
        }
      }
    }
  }

  private void requireCanBeAdded(AddColumn add, String path) {
    Types.NestedField column = add.column();
    boolean hasDefault = column.writeDefaultLiteral() != null;
    if (hasDefault && base.formatVersion() < 3) {
      throw needsFormat3(add.origin(), "Column '" + path + "'", "no default", "one");
    }
    if (column.isRequired() && !hasDefault) {
      throw Refusal.of(
          add.origin(),
          "Column '" + path + "'",
          "a default, which existing rows get",
          "NOT NULL without one",
          "Leave NOT NULL out, or give a DEFAULT (format 3).");
    }
    requireFormat(add.origin(), path, column.type());
  }

  private void requireFormat(String origin, String path, Type type) {
    List<Type> types = new ArrayList<>(List.of(type));
    TypeUtil.indexById(
            Types.StructType.of(Types.NestedField.optional(Integer.MAX_VALUE, "c", type)))
        .values()
        .forEach(field -> types.add(field.type()));
    for (Type each : types) {
      boolean isOfFormat3 =
          switch (each.typeId()) {
            case TIMESTAMP_NANO, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> true;
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP -> false;
            case STRING, UUID, FIXED, BINARY, STRUCT, LIST, MAP -> false;
          };
      if (isOfFormat3 && base.formatVersion() < 3) {
        throw needsFormat3(
            origin, "Column '" + path + "'", "a type of format 2", String.valueOf(each));
      }
    }
  }

  private void place(AddColumn add, String prefix, String path, List<Types.NestedField> siblings) {
    switch (add.place()) {
      case TableEdit.Place.Last _ -> {}
      case TableEdit.Place.First _ -> update.moveFirst(path);
      case TableEdit.Place.After(String name) -> {
        Optional<Types.NestedField> sibling = ColumnLookup.among(siblings, name);
        if (sibling.isEmpty()) {
          // Says what comes near.
          List<String> wanted = new ArrayList<>();
          add.parent().ifPresent(parent -> wanted.addAll(parent.path()));
          wanted.add(name);
          columns.require(new ColumnRef(wanted, add.origin()));
        }
        update.moveAfter(path, prefix + sibling.orElseThrow().name());
      }
    }
  }

  private void drop(DropColumn drop) {
    if (drop.onMissing() == OnMissing.SKIP && columns.find(drop.column()).isEmpty()) {
      return;
    }
    Types.NestedField column = requireNamed(drop.column());
    String what = "Column '" + columns.nameOf(column) + "'";
    String origin = drop.column().origin();
    if (columns.siblingsOf(column).size() == 1) {
      throw Refusal.of(
          origin, what, "other columns beside it, which would be left", "that it is the only one");
    }
    for (int id : base.schema().identifierFieldIds()) {
      if (columns.isWithin(id, column.fieldId())) {
        throw Refusal.of(
            origin, what, "a column that does not identify rows", "an identifier field");
      }
    }
    for (PartitionSpec spec : base.specs()) {
      for (PartitionField field : spec.fields()) {
        if (columns.isWithin(field.sourceId(), column.fieldId())) {
          throw partitioned(origin, what, field, spec.specId() == base.defaultSpecId());
        }
      }
    }
    requireUnsorted(origin, what, column);
    update.deleteColumn(columns.nameOf(column));
  }

  private static FirnException partitioned(
      String origin, String what, PartitionField field, boolean isCurrent) {
    return Refusal.of(
        origin,
        what,
        "a column that no partition spec uses",
        "partition field '"
            + field.name()
            + (isCurrent ? "'" : "' of an older spec, whose files need it to be read"));
  }

  private void requireUnsorted(String origin, String what, Types.NestedField column) {
    for (SortOrder order : base.sortOrders()) {
      for (SortField field : order.fields()) {
        if (columns.isWithin(field.sourceId(), column.fieldId())) {
          boolean isCurrent = order.orderId() == base.defaultSortOrderId();
          throw Refusal.of(
              origin,
              what,
              "a column that no sort order uses",
              isCurrent
                  ? "it in the table's sort order"
                  : "it in an older one that files refer to");
        }
      }
    }
  }

  private void rename(RenameColumn rename) {
    if (rename.onMissing() == OnMissing.SKIP && columns.find(rename.column()).isEmpty()) {
      return;
    }
    Types.NestedField column = requireNamed(rename.column());
    String path = columns.nameOf(column);
    for (Types.NestedField sibling : columns.siblingsOf(column)) {
      if (sibling.fieldId() != column.fieldId() && sibling.name().equalsIgnoreCase(rename.name())) {
        throw taken(rename.column().origin(), rename.name(), columns.nameOf(sibling));
      }
    }
    String renamed = path.substring(0, path.length() - column.name().length()) + rename.name();
    requireNoPartitionField(rename.column().origin(), renamed, column.fieldId());
    update.renameColumn(path, rename.name());
    keepIdentifiers(path, renamed);
  }

  /** Iceberg's update knows identifier fields by name, and only those of the table's level. */
  private void keepIdentifiers(String path, String renamed) {
    List<String> names = new ArrayList<>();
    for (String name : base.schema().identifierFieldNames()) {
      boolean isWithin = name.equals(path) || name.startsWith(path + ".");
      names.add(isWithin ? renamed + name.substring(path.length()) : name);
    }
    update.setIdentifierFields(names);
  }

  private void changeType(ChangeType change) {
    Types.NestedField column = columns.require(change.column());
    String path = columns.nameOf(column);
    String origin = change.column().origin();
    requireFormat(origin, path, change.type());
    if (!(change.type() instanceof Type.PrimitiveType type)
        || !TypeUtil.isPromotionAllowed(column.type(), type)) {
      throw Refusal.of(
          origin,
          "Type of column '" + path + "'",
          widerThan(column.type()),
          String.valueOf(change.type()),
          "Iceberg reads old files as they are, so a type can only become wider.");
    }
    update.updateColumn(path, type);
  }

  private static String widerThan(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> "int or long";
      case FLOAT -> "float or double";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "decimal(p, " + decimal.scale() + ") with p from " + decimal.precision() + " to 38";
      }
      case BOOLEAN, LONG, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> type + " to stay";
      case STRING, UUID, FIXED, BINARY, UNKNOWN -> type + " to stay";
      case STRUCT, LIST, MAP -> "changes of the fields inside, by their paths";
      case VARIANT, GEOMETRY, GEOGRAPHY -> type + " to stay";
    };
  }

  private void setDefault(SetDefault change) {
    Types.NestedField column = requireNamed(change.column());
    String path = columns.nameOf(column);
    if (base.formatVersion() < 3) {
      throw needsFormat3(change.column().origin(), "Column '" + path + "'", "no default", "one");
    }
    Literal<?> value =
        change
            .value()
            .<Literal<?>>map(
                given ->
                    ColumnDefaults.literalOf(change.column().origin(), path, given, column.type()))
            .orElse(null);
    update.updateColumnDefault(path, value);
  }

  /** A field with a name of its own, which elements, keys and values have not. */
  private Types.NestedField requireNamed(ColumnRef column) {
    Types.NestedField field = columns.require(column);
    if (columns.isElement(field)) {
      throw Refusal.of(
          column.origin(),
          "Column '" + column.dotted() + "'",
          "a column or a row's field",
          "what an array or a map is made of");
    }
    return field;
  }

  private static FirnException taken(String origin, String path, String existing) {
    return Refusal.of(
        origin,
        "Column '" + path + "'",
        "a name that no other has, with or without case",
        "column '" + existing + "'");
  }

  private FirnException needsFormat3(String origin, String what, String expected, String found) {
    return Refusal.of(
        origin,
        what,
        expected,
        found,
        "The table has format "
            + base.formatVersion()
            + "; ALTER TABLE … SET PROPERTIES format_version = 3 first.");
  }
}
