package dev.firn.engine.datafile;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.memory.MemoryBudget;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.registry.UnsettledFiles;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import dev.firn.engine.verify.ValueReader;
import dev.firn.parquet.WriterOptions;
import dev.firn.parquet.WriterResources;
import java.util.Optional;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;

/**
 * All that is known before the first file of a load is opened.
 *
 * @param metadata the table as the load sees it: schema, spec, location
 * @param options the same settings in the words of the Parquet writer
 * @param order the order that rows of a partition are handed over in
 * @param commitId the commit that the files are for
 * @param ownerId this process
 * @param budget says when memory is short
 * @param valueReader who reads values back where the settings ask for it
 */
public record DataFilePlan(
    TableName table,
    TableMetadata metadata,
    TableSettings settings,
    WriterOptions options,
    SortOrder order,
    String commitId,
    String ownerId,
    Storage storage,
    UnsettledFiles unsettledFiles,
    Environment environment,
    WriterResources resources,
    MemoryBudget budget,
    Optional<ValueReader> valueReader,
    EngineMetrics metrics) {}
