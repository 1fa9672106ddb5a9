package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;
import java.time.Instant;

/**
 * A file, or for {@link Kind#TABLE} a whole folder, that may exist and belongs to no snapshot.
 *
 * @param commitId the commit it was made for; that commit's outcome decides its fate
 * @param ownerId the process that makes it
 */
public record UnsettledFile(
    String location,
    String commitId,
    String ownerId,
    TableName table,
    Kind kind,
    Instant createdAt) {

  /** What a file is for. */
  public enum Kind {
    DATA,
    MANIFEST,
    MANIFEST_LIST,
    METADATA,
    /** Figures of a snapshot's partitions, which its metadata names. */
    STATISTICS,
    /** The folder of a dropped table that is being purged. */
    TABLE
  }
}
