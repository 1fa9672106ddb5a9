package dev.firn.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody else ever sees. */
final class ScratchFileTest {
  @TempDir private Path folder;

  @Test
  void whatWasWrittenIsReadAndNoNameIsLeft() throws IOException {
    Path place = folder.resolve("spill");
    try (ScratchFile file =
        LocalStorage.create().createScratchFile(LocalStorage.locationOf(place))) {
      List<ByteBuffer> many = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        many.add(bytes("x"));
      }
      file.append(List.of(bytes("ab"), bytes(""), bytes("cd")));
      file.append(many);
      assertThat(file.fileBytes()).isEqualTo(3_004);
      ByteBuffer into = ByteBuffer.allocate(3);
      assertThat(file.read(2, into)).isEqualTo(3);
      assertThat(into.flip()).isEqualTo(bytes("cdx"));
      assertThat(file.read(3_004, ByteBuffer.allocate(1))).isEqualTo(-1);
      try (Stream<Path> names = Files.list(place)) {
        assertThat(names).as("names while it is open").isEmpty();
      }
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
