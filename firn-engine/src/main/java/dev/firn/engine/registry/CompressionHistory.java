package dev.firn.engine.registry;

import dev.firn.engine.table.StoredColumn;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What became of each column in each load: codec, level, bytes before and after, time. Written with
 * the load's commit, in the same transaction. Kept for 90 days, and of the last 100,000 lines
 * about: lines of one commit go together.
 */
public final class CompressionHistory {
  /** At 200 bytes each with its places in the indexes, 20 MB. */
  private static final int LINES_MAX = 100_000;

  private static final String INSERT =
      "INSERT INTO firn_compression_history (commit_id, column_name, field_id, table_uuid, codec,"
          + " codec_level, value_count, encoded_bytes, compressed_bytes, encode_nanos,"
          + " compress_nanos, committed_at) VALUES (:id, :name, :field, :table, :codec, :level,"
          + " :values, :encoded, :compressed, :encodeNanos, :compressNanos, :at)";

  private final SqlSession session;

  CompressionHistory(SqlSession session) {
    this.session = session;
  }

  /** One column in one commit. */
  public record Line(String commitId, StoredColumn column, Instant committedAt) {}

  /** The lines of a table, oldest commit first, and by name within one. */
  public List<Line> list(String tableUuid) {
    return session.run(
        "reading the compression history",
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM firn_compression_history WHERE table_uuid = :table"
                        + " ORDER BY committed_at, commit_id, column_name")
                .bind("table", tableUuid)
                .map(
                    (row, context) -> {
                      int fieldId = row.getInt("field_id");
                      OptionalInt field =
                          row.wasNull() ? OptionalInt.empty() : OptionalInt.of(fieldId);
                      return new Line(
                          row.getString("commit_id"),
                          new StoredColumn(
                              row.getString("column_name"),
                              field,
                              row.getString("codec"),
                              row.getInt("codec_level"),
                              row.getLong("value_count"),
                              row.getLong("encoded_bytes"),
                              row.getLong("compressed_bytes"),
                              row.getLong("encode_nanos"),
                              row.getLong("compress_nanos")),
                          Instant.ofEpochMilli(row.getLong("committed_at")));
                    })
                .list());
  }

  static void insertLanded(Handle handle, Settlement settlement) {
    PreparedBatch batch = handle.prepareBatch(INSERT);
    for (SettledCommit.Load load : settlement.loads()) {
      for (StoredColumn column : load.columns()) {
        add(batch, load.commit(), column, settlement.at());
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /** Forgets a table that was dropped. */
  static void forgetTable(Handle handle, String tableUuid) {
    handle
        .createUpdate("DELETE FROM firn_compression_history WHERE table_uuid = :table")
        .bind("table", tableUuid)
        .execute();
  }

  static int prune(Handle handle, long committedBeforeMillis) {
    int old =
        handle
            .createUpdate("DELETE FROM firn_compression_history WHERE committed_at < :before")
            .bind("before", committedBeforeMillis)
            .execute();
    int tooMany =
        handle
            .createUpdate(
                "DELETE FROM firn_compression_history WHERE committed_at <= (SELECT committed_at"
                    + " FROM firn_compression_history ORDER BY committed_at DESC LIMIT 1"
                    + " OFFSET :max)")
            .bind("max", LINES_MAX)
            .execute();
    return old + tooMany;
  }

  private static void add(
      PreparedBatch batch, SettledCommit commit, StoredColumn column, Instant at) {
    batch
        .bind("id", commit.commitId())
        .bind("name", column.name())
        .bind("field", column.fieldId().isPresent() ? column.fieldId().getAsInt() : null)
        .bind("table", commit.tableUuid())
        .bind("codec", column.codec())
        .bind("level", column.level())
        .bind("values", column.valueCount())
        .bind("encoded", column.encodedBytes())
        .bind("compressed", column.compressedBytes())
        .bind("encodeNanos", column.encodeNanos())
        .bind("compressNanos", column.compressNanos())
        .bind("at", at.toEpochMilli())
        .add();
  }
}
