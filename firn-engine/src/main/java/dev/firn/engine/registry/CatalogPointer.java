package dev.firn.engine.registry;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.table.TableName;
import java.util.Optional;

/**
 * The one place where a table's current metadata file is decided, and the memory of how each commit
 * ended.
 *
 * <p>Failures: a {@link FirnException} from {@link #swap}, {@link #insert}, {@link #rename} or
 * {@link #remove} leaves the outcome <em>unknown</em>; {@link #findLanded} or {@link #abort} tells
 * it.
 */
public interface CatalogPointer {

  /** The table's current metadata file; empty if there is no such table. */
  Optional<String> find(TableName table);

  /**
   * Moves the pointer if it still is where it was.
   *
   * @return false if it was elsewhere or a commit was aborted meanwhile; then nothing changed
   */
  boolean swap(TableName table, String expected, String next, Settlement settlement);

  /**
   * Adds a table.
   *
   * @return false if the name exists, in whatever case
   */
  boolean insert(TableName table, String next, Settlement settlement);

  /**
   * Removes a table if its pointer still is where it was.
   *
   * @return false if it was elsewhere
   */
  boolean remove(TableName table, String expected, Settlement settlement);

  /**
   * Gives a table another name if its pointer still is where the entry says. Unsettled files and
   * the load history follow.
   *
   * @return false if it was elsewhere, the name is taken or the commit was aborted meanwhile
   */
  boolean rename(TableEntry from, TableName to, Settlement settlement);

  /** The commit, if it landed. */
  Optional<SettledCommit> findLanded(String commitId);

  /**
   * Makes certain that a commit either landed or never will.
   *
   * @return the commit if it had landed, else empty, and from now on it cannot land
   */
  Optional<SettledCommit> abort(String commitId);
}
