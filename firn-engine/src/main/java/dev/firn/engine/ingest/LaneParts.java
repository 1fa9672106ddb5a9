package dev.firn.engine.ingest;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.commit.TableCommitter;
import dev.firn.engine.log.LogParts;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.table.TableName;
import java.util.function.Function;

/**
 * What lanes work with.
 *
 * @param load what loads work with
 * @param catalog finds tables
 * @param committers the one committer of each table
 * @param log what logs work with
 * @param logRoot location of the folder of all logs
 * @param batches what single rows are collected to
 */
public record LaneParts(
    BulkLoad.Parts load,
    Catalog catalog,
    Function<TableName, TableCommitter> committers,
    LogParts log,
    String logRoot,
    Appender.Limits batches) {

  Leftovers leftovers() {
    return new Leftovers(load.storage(), load.registry(), load.ownership(), load::metrics);
  }
}
