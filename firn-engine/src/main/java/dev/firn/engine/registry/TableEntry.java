package dev.firn.engine.registry;

import dev.firn.engine.table.TableName;

/** A table in the catalog and where its current metadata file is. */
public record TableEntry(TableName name, String metadataLocation) {}
