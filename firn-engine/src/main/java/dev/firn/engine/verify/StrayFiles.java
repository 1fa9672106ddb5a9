package dev.firn.engine.verify;

import dev.firn.engine.owner.Leftover;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.registry.UnsettledFile;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;

/**
 * Files in a table's folder that are no part of it: those that dead processes left, and those that
 * nothing knows of. Made before the metadata is read, so that what is committed meanwhile is known
 * by it, and what is being written is known as unsettled.
 *
 * <p>Memory: the names of the folder's files.
 */
final class StrayFiles {
  private static final String VERSION_HINT = "/version-hint.text";
  private static final String METADATA_SUFFIX = ".metadata.json";

  private final Storage storage;
  private final List<String> present;
  private final Set<String> unsettled = new HashSet<>();
  private final List<Leftover> leftovers;

  private StrayFiles(Storage storage, List<String> present, List<Leftover> leftovers) {
    this.storage = storage;
    this.present = present;
    this.leftovers = leftovers;
  }

  /** Lists the folder of a table. One that was not given to it by Firn may hold other things. */
  static StrayFiles list(
      Storage storage, Registry registry, Leftovers leftovers, TableName table, TableMetadata at) {
    boolean isOwn = registry.tables().isClaimedBy(at.location(), at.uuid());
    List<String> present = isOwn ? storage.list(at.location()) : List.of();
    StrayFiles files =
        new StrayFiles(
            storage,
            present,
            leftovers.report().stream().filter(each -> each.table().matches(table)).toList());
    registry.unsettledFiles().list().stream()
        .map(UnsettledFile::location)
        .forEach(files.unsettled::add);
    return files;
  }

  /** What dead processes left, as far as it was ever made. */
  void reportLeftovers(Findings findings) {
    Set<String> here = new HashSet<>(present);
    for (Leftover leftover : leftovers) {
      if (here.contains(leftover.location())) {
        findings.fileChecked();
        findings.add(
            leftover.location(),
            "Expected a part of the table, found a file that process "
                + leftover.processId()
                + " left when it died. The next command that writes to the table removes it.");
      }
    }
  }

  /**
   * What nothing knows of.
   *
   * @param known every file of the table
   */
  void reportUnknown(LocationSet known, TableMetadata metadata, Findings findings) {
    boolean keepsMetadata =
        !metadata.propertyAsBoolean(
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT);
    for (String file : present) {
      boolean isExpected =
          known.contains(file)
              || unsettled.contains(file)
              || file.endsWith(VERSION_HINT)
              // Without deletion, metadata files stay for ever and drop out of the log.
              || (keepsMetadata && file.endsWith(METADATA_SUFFIX));
      // A commit may have deleted it since the folder was listed.
      if (!isExpected && storage.exists(file)) {
        findings.fileChecked();
        findings.add(
            file,
            "Expected only files of the table in its folder, found one that nothing refers to."
                + " Move it elsewhere, or delete it.");
      }
    }
  }
}
