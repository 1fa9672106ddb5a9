package dev.firn.engine.metric;

import static dev.firn.engine.metric.MetricType.COUNTER;
import static dev.firn.engine.metric.MetricType.GAUGE;
import static dev.firn.engine.metric.MetricType.SUMMARY;
import static dev.firn.engine.metric.MetricType.TIMER;

import java.util.List;

/** All meters of the engine. docs/metrics.md lists them, and a test holds it against this. */
enum MetricName {
  INGEST_ROWS(
      "firn.ingest.rows",
      COUNTER,
      "rows",
      "Rows that a landed load or a logged batch brought",
      Label.TABLE,
      Label.WAY),
  INGEST_BYTES(
      "firn.ingest.bytes",
      COUNTER,
      "bytes",
      "Bytes in memory of the rows taken in, as Arrow holds them",
      Label.TABLE,
      Label.WAY),
  INGEST_BATCHES(
      "firn.ingest.batches",
      COUNTER,
      "batches",
      "Batches that the rows taken in came in",
      Label.TABLE,
      Label.WAY),
  INGEST_DUPLICATE_ROWS(
      "firn.ingest.duplicate.rows",
      COUNTER,
      "rows",
      "Rows that were sent again, answered as before and not stored again",
      Label.TABLE,
      Label.FORM),
  INGEST_REFUSALS(
      "firn.ingest.refusals",
      COUNTER,
      "",
      "Loads and batches of which nothing was taken in",
      Label.TABLE,
      Label.WAY,
      Label.REASON),
  INGEST_VIOLATIONS(
      "firn.ingest.violations",
      COUNTER,
      "",
      "What did not fit in refused loads and batches",
      Label.TABLE,
      Label.KIND),
  INGEST_RECEIPTS(
      "firn.ingest.receipts", COUNTER, "", "Receipts given to senders", Label.TABLE, Label.STATUS),
  LOG_BYTES(
      "firn.log.bytes", COUNTER, "bytes", "Bytes written to logs, headers included", Label.TABLE),
  LOG_ROWS("firn.log.rows", COUNTER, "rows", "Rows written to logs", Label.TABLE),
  LOG_SYNC(
      "firn.log.sync",
      TIMER,
      Buckets.SYNC_SECONDS,
      "Time of writing batches to a log and syncing it"),
  LOG_SYNC_BATCHES(
      "firn.log.sync.batches",
      SUMMARY,
      "batches",
      Buckets.BATCHES,
      "Batches that one sync made durable"),
  LOG_PENDING_ROWS(
      "firn.log.pending.rows", GAUGE, "rows", "Rows in logs and not yet committed", Label.TABLE),
  LOG_PENDING_BYTES(
      "firn.log.pending.bytes", GAUGE, "bytes", "Bytes in logs and not yet committed", Label.TABLE),
  LOG_PENDING_AGE(
      "firn.log.pending.age",
      GAUGE,
      "seconds",
      "Age of the oldest row that is not yet committed; 0 if there is none",
      Label.TABLE),
  SEAL_PHASE(
      "firn.seal.phase",
      TIMER,
      Buckets.PHASE_SECONDS,
      "Time of each step of sealing a log",
      Label.TABLE,
      Label.PHASE),
  CLUSTER(
      "firn.cluster",
      COUNTER,
      "",
      "Loads and seals whose rows were put in order, by the way they went",
      Label.TABLE,
      Label.MODE),
  CLUSTER_RESTARTS(
      "firn.cluster.restarts",
      COUNTER,
      "",
      "Loads and seals that began again, because rows passed on as they came lost their order",
      Label.TABLE),
  SPILL_RUNS(
      "firn.spill.runs",
      COUNTER,
      "",
      "Runs of rows in order that waited on disk, because they did not fit into memory",
      Label.TABLE),
  SPILL_BYTES(
      "firn.spill.bytes",
      COUNTER,
      "bytes",
      "Bytes of those runs, as they were written",
      Label.TABLE),
  FILE_ROWS(
      "firn.file.rows",
      SUMMARY,
      "rows",
      Buckets.ROWS,
      "Rows of each finished data file",
      Label.TABLE),
  FILE_BYTES(
      "firn.file.bytes",
      SUMMARY,
      "bytes",
      Buckets.BYTES,
      "Length of each finished data file",
      Label.TABLE),
  COLUMN_ENCODED_BYTES(
      "firn.column.encoded.bytes",
      COUNTER,
      "bytes",
      "Pages of a leaf column in finished data files, before compression",
      Label.TABLE,
      Label.COLUMN,
      Label.CODEC),
  COLUMN_COMPRESSED_BYTES(
      "firn.column.compressed.bytes",
      COUNTER,
      "bytes",
      "Pages of a leaf column in finished data files, as stored",
      Label.TABLE,
      Label.COLUMN,
      Label.CODEC),
  COLUMN_ENCODE(
      "firn.column.encode",
      COUNTER,
      "seconds",
      "Time of encoding a leaf column in finished data files, in all threads, compression left out",
      Label.TABLE,
      Label.COLUMN,
      Label.CODEC),
  COLUMN_COMPRESS(
      "firn.column.compress",
      COUNTER,
      "seconds",
      "Time of compressing a leaf column in finished data files, in all threads",
      Label.TABLE,
      Label.COLUMN,
      Label.CODEC),
  COMMIT(
      "firn.commit",
      TIMER,
      Buckets.COMMIT_SECONDS,
      "Time from a change's arrival to the end of its commit, waiting for others included",
      Label.TABLE,
      Label.OUTCOME),
  COMMIT_RETRIES(
      "firn.commit.retries",
      COUNTER,
      "",
      "Attempts at commits that were thrown away",
      Label.TABLE,
      Label.CAUSE),
  RECOVERY_REMOVED_FILES(
      "firn.recovery.removed.files",
      COUNTER,
      "files",
      "Files and folders of dead processes that were removed",
      Label.TABLE),
  RECOVERY_REMOVED_BYTES(
      "firn.recovery.removed.bytes",
      COUNTER,
      "bytes",
      "Bytes of the removed files, those of folders left out",
      Label.TABLE),
  RECOVERY(
      "firn.recovery",
      TIMER,
      Buckets.PHASE_SECONDS,
      "Time of bringing a table's logs back after a start",
      Label.TABLE),
  RECOVERY_REPLAYED_ROWS(
      "firn.recovery.replayed.rows",
      COUNTER,
      "rows",
      "Rows found in logs above the table's position at a start",
      Label.TABLE),
  MEMORY_USED("firn.memory.used", GAUGE, "bytes", "Bytes of the budget in use"),
  MEMORY_PEAK(
      "firn.memory.peak", GAUGE, "bytes", "The most bytes of the budget ever in use at once"),
  MEMORY_MAX("firn.memory.max", GAUGE, "bytes", "Bytes that the budget allows"),
  MEMORY_POOLED(
      "firn.memory.pooled", GAUGE, "bytes", "Bytes that nobody uses and that are kept for reuse"),
  MEMORY_TRIMMED(
      "firn.memory.trimmed",
      COUNTER,
      "bytes",
      "Bytes that were kept for reuse and given back to the system"),
  MEMORY_WAITS("firn.memory.waits", COUNTER, "", "Waits for bytes that others had to give back"),
  MEMORY_WAITED("firn.memory.waited", COUNTER, "seconds", "Time of all those waits together"),
  MEMORY_REFUSALS(
      "firn.memory.refusals", COUNTER, "", "Refusals of memory, at once or after a wait"),
  MEMORY_SHRINKS(
      "firn.memory.shrinks",
      COUNTER,
      "",
      "Times that something was made smaller while memory was short",
      Label.PART);

  private final String dotted;
  private final MetricType type;
  private final String unit;
  private final Buckets buckets;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
  private final List<Label> labels;

  MetricName(String dotted, MetricType type, String unit, String description, Label... labels) {
    this(dotted, type, unit, Buckets.NONE, description, labels);
  }

  MetricName(String dotted, MetricType type, Buckets buckets, String description, Label... labels) {
    this(dotted, type, "seconds", buckets, description, labels);
  }

  MetricName(
      String dotted,
      MetricType type,
      String unit,
      Buckets buckets,
      String description,
      Label... labels) {
    this.dotted = dotted;
    this.type = type;
    this.unit = unit;
    this.buckets = buckets;
    this.description = description;
    this.labels = List.of(labels);
  }

  /** Its name for Micrometer. */
  String dotted() {
    return dotted;
  }

  /** Its name in a scrape, without the ends that a histogram's series have. */
  String prometheusName() {
    String name = dotted.replace('.', '_');
    String withUnit = unit.isEmpty() || name.endsWith("_" + unit) ? name : name + "_" + unit;
    return type == COUNTER ? withUnit + "_total" : withUnit;
  }

  MetricType type() {
    return type;
  }

  /** What it counts, in the plural; empty where the name says it. */
  String unit() {
    return unit;
  }

  Buckets buckets() {
    return buckets;
  }

  String description() {
    return description;
  }

  List<Label> labels() {
    return labels;
  }
}
