package dev.firn.engine.registry;

import dev.firn.engine.table.FinishedFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Lengths and checksums of the metadata files, manifest lists, manifests and partition statistics
 * that Firn wrote, from the commit that made them part of their table until they are deleted. Data
 * files carry their own in their footers.
 */
public final class Checksums {
  private static final RowMapper<FinishedFile> FILE =
      (row, context) ->
          new FinishedFile(
              row.getString("location"), row.getLong("file_bytes"), 0, row.getLong("crc32c"));

  private final SqlSession session;

  Checksums(SqlSession session) {
    this.session = session;
  }

  /** What a file is to be; empty if another engine wrote it, or it is no part of a table. */
  public Optional<FinishedFile> find(String location) {
    return session.run(
        "looking up a checksum",
        handle ->
            handle
                .createQuery(
                    "SELECT location, file_bytes, crc32c FROM firn_checksums"
                        + " WHERE location = :location")
                .bind("location", location)
                .map(FILE)
                .findOne());
  }

  /** All of a table's, by location. */
  public List<FinishedFile> list(String tableUuid) {
    return session.run(
        "listing checksums",
        handle ->
            handle
                .createQuery(
                    "SELECT location, file_bytes, crc32c FROM firn_checksums"
                        + " WHERE table_uuid = :table ORDER BY location")
                .bind("table", tableUuid)
                .map(FILE)
                .list());
  }

  /** Takes over the files of landed commits, while they still are unsettled ones. */
  static void settle(Handle handle, Settlement settlement, Set<String> commitIds) {
    PreparedBatch added =
        handle.prepareBatch(
            "INSERT INTO firn_checksums (location, table_uuid, kind, file_bytes, crc32c,"
                + " created_at) SELECT location, :table, kind, file_bytes, crc32c, created_at"
                + " FROM firn_unsettled_files WHERE commit_id = :id AND kind <> 'DATA'"
                + " AND crc32c IS NOT NULL ON CONFLICT (location) DO UPDATE SET"
                + " file_bytes = EXCLUDED.file_bytes, crc32c = EXCLUDED.crc32c");
    String table = settlement.commits().getFirst().tableUuid();
    for (String id : commitIds) {
      added.bind("table", table).bind("id", id).add();
    }
    added.execute();
    forget(handle, settlement.replacedFiles());
  }

  /** Forgets a table that was dropped. */
  static void forgetTable(Handle handle, String tableUuid) {
    handle
        .createUpdate("DELETE FROM firn_checksums WHERE table_uuid = :table")
        .bind("table", tableUuid)
        .execute();
  }

  private static void forget(Handle handle, List<String> locations) {
    if (locations.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch("DELETE FROM firn_checksums WHERE location = :location");
    locations.forEach(location -> batch.bind("location", location).add());
    batch.execute();
  }
}
