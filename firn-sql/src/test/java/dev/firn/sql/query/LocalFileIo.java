package dev.firn.sql.query;

import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.StorageFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Local files for Iceberg's own catalog, which makes its file interface by name. */
public final class LocalFileIo implements FileIO {
  private static final long serialVersionUID = 1L;

  private final transient FileIO files = new StorageFileIO(LocalStorage.create());

  @Override
  public InputFile newInputFile(String path) {
    return files.newInputFile(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return files.newOutputFile(path);
  }

  @Override
  public void deleteFile(String path) {
    files.deleteFile(path);
  }
}
