package dev.firn.engine.commit;

import dev.firn.engine.registry.SettledCommit;
import org.apache.iceberg.TableMetadata;

/** A change that has landed, and the table's metadata right after it or later. */
public record CommittedChange(SettledCommit commit, TableMetadata metadata) {}
