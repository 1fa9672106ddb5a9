package dev.firn.engine.catalog;

import dev.firn.engine.catalog.TableEdit.SetFormatVersion;
import dev.firn.engine.catalog.TableEdit.SetPartitioning;
import dev.firn.engine.catalog.TableEdit.SetProperties;
import dev.firn.engine.catalog.TableEdit.SetSortOrder;
import dev.firn.engine.catalog.TableEdit.SetTableComment;
import dev.firn.engine.commit.Change;
import dev.firn.engine.commit.Draft;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.SettledCommit;
import dev.firn.engine.table.TableDefaults;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;

/**
 * Changes a table's definition in one commit without a snapshot, by Iceberg's own updates, so that
 * only what Iceberg calls legal happens. On a conflict it is applied again on the newer metadata,
 * or refused if that no longer has what it names.
 *
 * @param tableUuid the table that the caller looked at; one that was made anew is another
 * @param defaults what new columns get from the configuration
 */
public record TableChange(
    String commitId,
    TableName table,
    String tableUuid,
    List<TableEdit> edits,
    TableDefaults defaults)
    implements Change {
  /** Trino, Spark and Firn keep a table's comment under this key. */
  public static final String COMMENT_KEY = "comment";

  /** What this kind of commit is called in the registry. */
  private static final String OPERATION = "alter";

  private static final Set<String> NONE = Set.of();

  public TableChange {
    edits = List.copyOf(edits);
  }

  @Override
  public SettledCommit applyTo(Draft draft) {
    TableMetadata base = draft.current();
    if (!base.uuid().equals(tableUuid)) {
      throw new FirnException(
          ErrorCode.CONFLICT,
          "Change of table '"
              + table
              + "': expected the table that it was meant for, found another of that name. Look at"
              + " it and try again.");
    }
    List<TableMetadata> steps = new ArrayList<>();
    for (TableEdit edit : edits) {
      try {
        apply(draft, edit);
        steps.add(draft.current());
      } catch (ValidationException | IllegalArgumentException | IllegalStateException e) {
        // Iceberg's own refusals; what Firn can say better it has said before.
        throw Refusal.of(
            SchemaEdits.originOf(edit),
            "Table '" + table + "'",
            "a change that Iceberg allows",
            String.valueOf(e.getMessage()));
      }
    }
    requireNoWorse(base, steps);
    return SettledCommit.of(commitId, tableUuid, OPERATION, 0);
  }

  /**
   * What the change would come to, without a commit.
   *
   * @return the same object if it changes nothing
   */
  public TableMetadata preview(TableMetadata base, FileIO io) {
    Draft draft = Draft.withoutFiles(table.toString(), base, io);
    applyTo(draft);
    return draft.current();
  }

  /** The table is looked at as a whole, and what is wrong is shown at the edit that brought it. */
  private void requireNoWorse(TableMetadata base, List<TableMetadata> steps) {
    List<TableCheck.Shape> shapes = steps.stream().map(TableCheck.Shape::of).toList();
    List<String> problems =
        shapes.isEmpty()
            ? List.of()
            : TableCheck.problemsSince(table, TableCheck.Shape.of(base), shapes.getLast());
    if (problems.isEmpty()) {
      return;
    }
    String origin =
        IntStream.range(0, edits.size())
            .filter(
                step -> TableCheck.problems(table, shapes.get(step)).contains(problems.getFirst()))
            .mapToObj(step -> SchemaEdits.originOf(edits.get(step)))
            .findFirst()
            .orElse("");
    throw Refusal.at(origin, TableCheck.refusal(table, problems));
  }

  private void apply(Draft draft, TableEdit edit) {
    switch (edit) {
      case TableEdit.AddColumn _,
          TableEdit.DropColumn _,
          TableEdit.RenameColumn _,
          TableEdit.ChangeType _,
          TableEdit.MakeOptional _,
          TableEdit.SetDefault _,
          TableEdit.SetColumnComment _ ->
          applyToSchema(draft, edit);
      case SetTableComment(Optional<String> comment) ->
          setProperties(
              draft,
              comment
                  .map(text -> new SetProperties(Map.of(COMMENT_KEY, text), NONE, NONE, ""))
                  .orElse(new SetProperties(Map.of(), Set.of(COMMENT_KEY), NONE, "")));
      case SetProperties properties -> setProperties(draft, properties);
      case TableEdit.SetColumnProperties columns ->
          setProperties(
              draft,
              new SetProperties(
                  ColumnProperties.of(draft.current().schema(), columns),
                  NONE,
                  Set.of(columns.prefix()),
                  columns.origin()));
      case SetPartitioning partitioning ->
          TableLayout.evolveSpec(draft.table(), partitioning.terms());
      case SetSortOrder order -> {
        ReplaceSortOrder update = draft.table().replaceSortOrder();
        TableLayout.sort(new ColumnLookup(draft.current().schema()), update, order.terms());
        update.commit();
      }
      case SetFormatVersion version -> upgrade(draft, version);
    }
  }

  /** The schema and, in the same draft, the properties that name its columns. */
  private void applyToSchema(Draft draft, TableEdit edit) {
    Map<String, String> properties = draft.current().properties();
    Schema before = draft.current().schema();
    new SchemaEdits(draft).apply(edit);
    Schema after = draft.current().schema();
    Map<String, String> followed = new HashMap<>(defaultsOfNew(before, after));
    try {
      followed.putAll(
          RuleProperties.follow(
              table, ColumnProperties.follow(properties, before, after), before, after));
    } catch (FirnException e) {
      throw Refusal.at(SchemaEdits.originOf(edit), e);
    }
    if (!followed.equals(properties)) {
      replaceProperties(draft, followed);
    }
  }

  /** What the configuration gives to columns that the schema did not have before. */
  private Map<String, String> defaultsOfNew(Schema before, Schema after) {
    Map<String, String> found = new HashMap<>(defaults.propertiesOf(after.columns()));
    found
        .keySet()
        .removeIf(
            key -> {
              String column = key.substring(TableSettings.COLUMN_CODEC_PREFIX.length());
              return before.findField(after.findField(column).fieldId()) != null;
            });
    return found;
  }

  private static void setProperties(Draft draft, SetProperties edit) {
    Map<String, String> next = new HashMap<>(draft.current().properties());
    next.keySet().removeAll(edit.removed());
    next.keySet().removeIf(key -> edit.removedPrefixes().stream().anyMatch(key::startsWith));
    next.putAll(edit.values());
    PropertyGuard.requireUnprotected(edit);
    replaceProperties(draft, next);
  }

  private static void replaceProperties(Draft draft, Map<String, String> next) {
    if (!next.equals(draft.current().properties())) {
      draft.update(draft.current().replaceProperties(next));
    }
  }

  private void upgrade(Draft draft, SetFormatVersion edit) {
    int current = draft.current().formatVersion();
    if (edit.version() < current || edit.version() > 3) {
      throw Refusal.of(
          edit.origin(),
          "Format version of table '" + table + "'",
          current == 3 ? "3, which it has" : "a version from " + current + " to 3",
          String.valueOf(edit.version()),
          "Iceberg's format only ever goes up.");
    }
    if (edit.version() != current) {
      draft.update(draft.current().upgradeToFormatVersion(edit.version()));
    }
  }
}
