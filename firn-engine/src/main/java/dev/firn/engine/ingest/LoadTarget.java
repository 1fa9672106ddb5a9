package dev.firn.engine.ingest;

import dev.firn.engine.batch.ViolationLog;
import dev.firn.engine.schema.MatchOptions;
import dev.firn.engine.table.TableName;
import org.apache.iceberg.Schema;

/**
 * What a source is read for. A source without types of its own, as text is, reads its values as the
 * types of the table's columns.
 *
 * @param schema the table's columns
 * @param match how source columns are matched with them
 * @param violations takes what cannot be read as a column's type; the source goes on with the next
 *     value, so that all violations of a load are found at once
 */
public record LoadTarget(
    TableName table, Schema schema, MatchOptions match, ViolationLog violations) {}
