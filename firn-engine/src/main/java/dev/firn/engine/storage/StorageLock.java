package dev.firn.engine.storage;

/** A lock held on a file until closed or until the process ends. */
public interface StorageLock extends AutoCloseable {

  /** Lets go of the lock; the file stays. */
  @Override
  void close();
}
