package dev.firn.engine.ingest;

import dev.firn.engine.batch.BatchFile;
import dev.firn.engine.cluster.ClusterPlan;
import dev.firn.engine.cluster.Clustering;
import dev.firn.engine.cluster.SpillSpace;
import dev.firn.engine.datafile.DataFilePlan;
import dev.firn.engine.datafile.DataFileWriter;
import dev.firn.engine.datafile.ParquetSettings;
import dev.firn.engine.datafile.WritableTypes;
import dev.firn.engine.log.FrameCompression;
import dev.firn.engine.log.FrameSpill;
import dev.firn.engine.memory.MemoryShare;
import dev.firn.engine.memory.Reservation;
import dev.firn.engine.owner.Leftovers;
import dev.firn.engine.schema.ArrowMapping;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableSettings;
import dev.firn.parquet.WriterResources;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;

/** Makes what the valid rows of loads and seals go into. */
final class StagingFactory {
  /** Loads that run give their memory back when they end; longer waits look like hanging. */
  private static final Duration MEMORY_PATIENCE = Duration.ofMinutes(1);

  /** Small, so that many runs are merged at once. */
  private static final long SPILL_FRAME_BYTES = 1 << 20;

  /** Of the memory that is free when a merge begins, for the frames of its runs. */
  private static final int MERGE_SHARE = 4;

  private final BulkLoad.Parts parts;
  private final Leftovers leftovers;

  StagingFactory(BulkLoad.Parts parts) {
    this.parts = parts;
    this.leftovers =
        new Leftovers(parts.storage(), parts.registry(), parts.ownership(), parts::metrics);
  }

  /** All that is known before the first file; a setting that cannot work fails here. */
  DataFilePlan plan(TableName table, TableMetadata metadata, String commitId, MemoryShare share) {
    WritableTypes.requireAll(table, metadata.schema());
    WritableTypes.requirePartitions(table, metadata.spec());
    TableSettings settings =
        TableSettings.of(metadata.properties(), parts.fileBytesMaxDefault())
            .withRowGroupsUpTo(parts.budget().bytesMax() / DataFileWriter.ROW_GROUP_SHARE);
    return new DataFilePlan(
        table,
        metadata,
        settings,
        ParquetSettings.optionsOf(settings, metadata.schema()),
        metadata.sortOrder(),
        commitId,
        parts.ownership().acquire(),
        parts.storage(),
        parts.registry().unsettledFiles(),
        parts.environment(),
        new WriterResources(
            share.allocator(),
            parts.resources().executor(),
            parts.resources().parallelism(),
            parts.resources().nanos()),
        parts.budget(),
        parts.valueReader(),
        parts.metrics());
  }

  /** Native codec contexts are not Arrow's buffers, but they are memory of whoever writes files. */
  Reservation reserveCodecs(DataFilePlan plan, MemoryShare share) {
    return share.reserve("the codecs", DataFileWriter.codecBytes(plan), MEMORY_PATIENCE);
  }

  /** Whatever the rows are, they need no more memory than the budget has. */
  BatchStaging open(DataFilePlan plan, SealClock clock) {
    ClusterPlan cluster = clusterOf(plan);
    if (cluster.keepsArrival()) {
      return new BatchStaging.Streamed(plan, new DataFileWriter(plan));
    }
    BufferAllocator allocator = plan.resources().allocator();
    SpillSpace space =
        new SpillSpace(
            parts.storage(),
            parts.spillFolder(),
            () -> spillFile(cluster.schema(), allocator),
            SPILL_FRAME_BYTES,
            this::mergeBytes,
            parts.budget(),
            parts.metrics(),
            plan.table());
    return new ClusteredStaging(
        new ClusteredStaging.Parts(
            plan.table(),
            cluster,
            parts.budget(),
            allocator,
            () -> Clustering.of(cluster, space, plan.resources()),
            () -> new DataFileWriter(plan),
            () -> leftovers.remove(plan.commitId()),
            parts.metrics(),
            clock));
  }

  private BatchFile spillFile(Schema schema, BufferAllocator allocator) {
    return new FrameSpill(
        parts.storage().createScratchFile(parts.spillFolder()),
        ArrowMapping.toArrow(schema),
        FrameCompression.LZ4,
        allocator);
  }

  private long mergeBytes() {
    return (parts.budget().bytesMax() - parts.budget().usedBytes()) / MERGE_SHARE;
  }

  private static ClusterPlan clusterOf(DataFilePlan plan) {
    return new ClusterPlan(plan.metadata().schema(), plan.metadata().spec(), plan.order());
  }
}
