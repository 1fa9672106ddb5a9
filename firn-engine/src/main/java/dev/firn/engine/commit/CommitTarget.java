package dev.firn.engine.commit;

import dev.firn.engine.environment.Environment;
import dev.firn.engine.metric.EngineMetrics;
import dev.firn.engine.owner.Ownership;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.TableName;

/** A table and all that committing to it needs. */
public record CommitTarget(
    TableName table,
    Storage storage,
    Registry registry,
    Ownership ownership,
    MetadataFiles metadataFiles,
    Environment environment,
    EngineMetrics metrics) {}
