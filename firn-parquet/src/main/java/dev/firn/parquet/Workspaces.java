package dev.firn.parquet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a writer need to encode, whatever the file: arrays of about 200 KB each on
 * the heap, buffers, and native codec contexts. Writers of one file after another use the same, so
 * that small files do not pay for it each; nor for trials of encodings, whose answers are kept for
 * the next files of the same columns and options. Nothing else of a file shows in another.
 *
 * <p>Limit: {@value #KEPT_BYTES_MAX} bytes of buffers between two files.
 *
 * <p>Threads: one writer at a time.
 */
public final class Workspaces implements AutoCloseable {
  private static final long KEPT_BYTES_MAX = 8L << 20;

  private final WriterResources resources;
  private final BufferPool pool;
  private final List<Workspace> workspaces = new ArrayList<>();

  /** Of the last file: its columns, and what short chunks of theirs were stored as. */
  private List<LeafColumn> leaves = List.of();

  private @Nullable WriterOptions options;
  private List<ShortChunkChoice> choices = List.of();

  /** As many as columns are encoded at once; none is made before it is needed. */
  public Workspaces(WriterResources resources) {
    this.resources = resources;
    this.pool = new BufferPool(resources.allocator());
  }

  WriterResources resources() {
    return resources;
  }

  /** Makes those that a writer of so many columns needs. */
  void prepare(int columns) {
    while (workspaces.size() < Math.min(resources.parallelism(), columns)) {
      workspaces.add(new Workspace(pool, resources.nanos()));
    }
  }

  /** What short chunks of each column were stored as; forgotten when other columns come. */
  List<ShortChunkChoice> choices(FileSchema schema, WriterOptions options) {
    if (this.options != options || !leaves.equals(schema.leaves())) {
      this.options = options;
      this.leaves = schema.leaves();
      this.choices = leaves.stream().map(_ -> new ShortChunkChoice()).toList();
    }
    return choices;
  }

  Workspace of(int thread) {
    return workspaces.get(thread);
  }

  /** Bytes of all buffers, in use or not. */
  long retainedBytes() {
    return pool.retainedBytes();
  }

  /** A file has ended: what only its large rows needed is given back. */
  void fileEnded() {
    if (pool.retainedBytes() > KEPT_BYTES_MAX) {
      giveBack();
    }
  }

  /** Gives all buffers back, between two pages. */
  void giveBack() {
    workspaces.forEach(Workspace::release);
    pool.close();
  }

  @Override
  public void close() {
    try {
      workspaces.forEach(Workspace::close);
    } finally {
      workspaces.clear();
      pool.close();
    }
  }
}
