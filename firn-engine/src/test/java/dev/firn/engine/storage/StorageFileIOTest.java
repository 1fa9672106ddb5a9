package dev.firn.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageFileIOTest {
  private final FileIO io = new StorageFileIO(LocalStorage.create());

  @TempDir private Path folder;

  @Test
  void readsBackWhatWasWrittenInPiecesOfAnySize() throws IOException {
    byte[] content = new byte[300_000];
    new Random(7).nextBytes(content);
    try (PositionOutputStream out = io.newOutputFile(location("f")).create()) {
      out.write(content[0]);
      out.write(content, 1, 100_000);
      assertThat(out.getPos()).isEqualTo(100_001);
      for (int i = 100_001; i < content.length; i++) {
        out.write(content[i]);
      }
    }
    InputFile file = io.newInputFile(location("f"));
    assertThat(file.getLength()).isEqualTo(content.length);
    assertThat(file.exists()).isTrue();
    try (SeekableInputStream in = file.newStream()) {
      assertThat(in.readAllBytes()).isEqualTo(content);
      assertThat(in.read()).isEqualTo(-1);
      in.seek(150_000);
      assertThat(in.getPos()).isEqualTo(150_000);
      assertThat(in.read()).isEqualTo(content[150_000] & 0xFF);
      assertThat(in.read(new byte[0], 0, 0)).isZero();
      assertThat(in.getPos()).isEqualTo(150_001);
    }
  }

  @Test
  void fileGetsItsNameOnlyWhenTheStreamIsClosed() throws IOException {
    PositionOutputStream out = io.newOutputFile(location("f")).create();
    out.write(1);
    assertThat(folder.resolve("f")).doesNotExist();
    out.close();
    out.close();
    assertThat(folder.resolve("f")).exists();
  }

  @Test
  void createRefusesAnExistingFileAndCreateOrOverwriteReplacesIt() throws IOException {
    Files.writeString(folder.resolve("f"), "old");
    assertThatThrownBy(() -> io.newOutputFile(location("f")).create())
        .isInstanceOf(AlreadyExistsException.class);
    try (PositionOutputStream out = io.newOutputFile(location("f")).createOrOverwrite()) {
      out.write('n');
    }
    assertThat(Files.readString(folder.resolve("f"))).isEqualTo("n");
    assertThat(io.newOutputFile(location("f")).toInputFile().getLength()).isEqualTo(1);
    io.deleteFile(location("f"));
    assertThat(folder.resolve("f")).doesNotExist();
  }

  @Test
  void absentFileIsReportedInIcebergsWords() {
    assertThatThrownBy(() -> io.newInputFile(location("f")).newStream())
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Failed to open input stream for file: " + location("f"));
  }

  private String location(String name) {
    return LocalStorage.locationOf(folder.resolve(name));
  }
}
