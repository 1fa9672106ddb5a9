package dev.firn.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {
  @TempDir private Path root;
  private final Storage storage = LocalStorage.create();

  @Test
  void folderGoesWithAllThatIsInItWhenClosed() throws IOException {
    try (SpillFolder folder = create("a")) {
      assertThat(folder.path()).isEqualTo(root.resolve("a"));
      put("a");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whatADeadProcessLeftIsRemovedAndWhatALivingOneHasStays() throws IOException {
    put("dead");
    Files.writeString(root.resolve("dead.lock"), "");
    try (SpillFolder living = create("living")) {
      put("living");
      assertThat(files()).containsExactlyInAnyOrder("living", "living.lock");
      try (SpillFolder other = create("other")) {
        put("other");
        assertThat(files())
            .containsExactlyInAnyOrder("living", "living.lock", "other", "other.lock");
      }
      assertThat(living.path()).exists();
      assertThat(files()).containsExactlyInAnyOrder("living", "living.lock");
    }
  }

  @Test
  void nameThatIsTakenIsNotUsedTwice() {
    try (SpillFolder first = create("a")) {
      Iterator<String> names = List.of("a", "b").iterator();
      try (SpillFolder second =
          SpillFolder.create(storage, LocalStorage.locationOf(root), names::next)) {
        assertThat(second.path()).isNotEqualTo(first.path());
      }
    }
  }

  private SpillFolder create(String name) {
    return SpillFolder.create(storage, LocalStorage.locationOf(root), () -> name);
  }

  private void put(String folder) throws IOException {
    Files.createDirectories(root.resolve(folder));
    Files.writeString(root.resolve(folder).resolve("run.tmp"), "rows");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
