package dev.firn.testkit;

/** The Python programs of this module, by what they do; each prints one JSON object. */
public enum OutsideReader {
  /** Arguments: registry.db, warehouse folder, {@code namespace.name}. */
  PYICEBERG_SQL_CATALOG("read_with_pyiceberg_sqlcatalog.py"),
  /** Arguments: a metadata JSON file. */
  PYICEBERG_STATIC("read_with_pyiceberg_static.py"),
  /** Arguments: Parquet files or globs. */
  DUCKDB_PARQUET("read_with_duckdb_parquet.py"),
  /** Arguments: a table's folder or metadata JSON file. */
  DUCKDB_ICEBERG("read_with_duckdb_iceberg.py"),
  /** Arguments: Arrow IPC files in the file format. */
  PYARROW("read_with_pyarrow.py");

  private final String script;

  OutsideReader(String script) {
    this.script = script;
  }

  /** The script's name, for {@link PythonEnvironment#run}. */
  public String script() {
    return script;
  }
}
