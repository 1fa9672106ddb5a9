package dev.firn.engine.storage;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.util.List;
import java.util.Optional;

/**
 * Files named by absolute locations such as {@code file:///data/warehouse/air/flights}.
 *
 * <p>Durability: a published file's bytes are on disk when {@link ByteSink#publish} returns; its
 * <em>name</em> is only after {@link #syncFolder} of its folder. Folders that {@link #create} has
 * to make are durable at once.
 *
 * <p>Threads: safe. Failures: every method throws {@link FirnException} with {@link
 * ErrorCode#STORAGE}, location and cause in the message, unless it says otherwise.
 */
public interface Storage {

  /**
   * A new file, invisible under its name until published. Its folders are made as needed.
   *
   * @throws FirnException if the location exists or is being written by someone else
   */
  ByteSink create(String location);

  /**
   * A new file that goes on growing after it got its name. Its folders are made as needed.
   *
   * @throws FirnException if the location exists or is being written by someone else
   */
  AppendFile createAppendFile(String location);

  /**
   * A new file for what does not fit into memory, somewhere in a folder, which is made as needed.
   */
  ScratchFile createScratchFile(String folder);

  /**
   * Cuts a published file that nobody writes any more, durably.
   *
   * @param bytes what stays of it
   */
  void truncate(String location, long bytes);

  /** Bytes that can still be written below a folder. */
  long freeBytes(String folder);

  /**
   * Opens a published file for reading.
   *
   * @throws FileAbsentException if there is none
   */
  ByteSource open(String location);

  /** Whether a published file stands at the location. */
  boolean exists(String location);

  /** Makes a folder and those above it, durably; nothing happens if it exists. */
  void createFolder(String folder);

  /** Whether a folder stands at the location, empty or not. */
  boolean folderExists(String folder);

  /** Whether nothing stands at the location, or a folder with nothing in it. */
  boolean isEmptyFolder(String folder);

  /**
   * Removes a file and whatever is left of an unfinished one of that name.
   *
   * @return bytes freed, or -1 if there was nothing
   */
  long delete(String location);

  /** Removes a folder and everything below it; nothing happens if it is absent. */
  void deleteFolder(String folder);

  /** All files below a folder, unfinished ones under their final names, in the order of names. */
  List<String> list(String folder);

  /** Makes the names in a folder durable; a folder that does not exist has none. */
  void syncFolder(String folder);

  /**
   * Puts a small file in the place of whatever was there, atomically: readers see the old bytes or
   * the new ones.
   */
  void replace(String location, byte[] content);

  /**
   * Takes an operating system lock on a file, made if it is absent. The system lets go of it when
   * the process ends, however it ends.
   *
   * @return the lock, or empty if a living holder has it, in this process or another
   */
  Optional<StorageLock> tryLock(String location);

  /** Whether a living holder has the lock on a file; nobody has one on a file that is absent. */
  boolean isLocked(String location);
}
