package dev.firn.sql.record;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.io.InputFile;

/**
 * Iceberg's loader of delete files, which remembers the small ones: the same file is asked for
 * again with every data file that it may hold for.
 *
 * <p>Limit: {@link #BYTES_MAX} on the heap by Iceberg's estimate. What comes later is read anew
 * each time. Deletes of one data file are held while it is read, whatever their size.
 */
final class CachedDeletes extends BaseDeleteLoader {
  /** A quarter of a million deleted keys of one text column. */
  private static final long BYTES_MAX = 32L << 20;

  private final Map<String, Object> loaded = new HashMap<>();
  private long bytes;

  CachedDeletes(Function<DeleteFile, InputFile> open) {
    // Without a pool, Iceberg loads in the calling thread: no thread is left behind, and no sleep
    // between looks at whether the pool is done.
    super(open, null);
  }

  @Override
  protected boolean canCache(long fileBytes) {
    return fileBytes <= BYTES_MAX - bytes;
  }

  @Override
  @SuppressWarnings("unchecked") // Iceberg asks for a file always as the same kind of deletes.
  protected <V> V getOrLoad(String location, Supplier<V> load, long fileBytes) {
    Object known = loaded.get(location);
    if (known == null) {
      known = load.get();
      loaded.put(location, known);
      bytes += fileBytes;
    }
    return (V) known;
  }
}
