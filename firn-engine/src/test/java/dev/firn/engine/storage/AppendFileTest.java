package dev.firn.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that grows at its end, on real disk, and what a crash leaves of it. */
final class AppendFileTest {
  @TempDir private Path folder;
  private final Storage storage = LocalStorage.create();

  @Test
  void growsAfterItGotItsName() throws IOException {
    try (AppendFile file = storage.createAppendFile(location("a"))) {
      file.write(List.of(bytes("one"), bytes(""), bytes(" two")));
      assertThat(storage.exists(location("a"))).isFalse();
      file.publish();
      file.write(List.of(bytes(" three")));
      file.sync();
      assertThat(file.writtenBytes()).isEqualTo(13);
    }
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo("one two three");
  }

  @Test
  void moreBuffersThanOneCallTakesAreWritten() throws IOException {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      buffers.add(bytes("" + i % 10));
    }
    try (AppendFile file = storage.createAppendFile(location("a"))) {
      file.write(buffers);
      file.publish();
    }
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo("0123456789".repeat(500));
  }

  @Test
  void spaceSetAsideReadsAsZerosAndIsCutOff() throws IOException {
    try (AppendFile file = storage.createAppendFile(location("a"))) {
      file.write(List.of(bytes("xy")));
      file.preallocate(100);
      file.write(List.of(bytes("z")));
      file.publish();
      assertThat(Files.size(folder.resolve("a"))).isEqualTo(100);
      file.truncate(3);
    }
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo("xyz");
    storage.truncate(location("a"), 1);
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo("x");
  }

  @Test
  void fileWithoutANameIsThrownAway() {
    try (AppendFile file = storage.createAppendFile(location("a"))) {
      file.write(List.of(bytes("x")));
    }
    assertThat(storage.list(location(""))).isEmpty();
  }

  @Test
  void nameThatIsTakenIsRefused() {
    storage.replace(location("a"), new byte[1]);
    assertThatThrownBy(() -> storage.createAppendFile(location("a")))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("expected no file of that name");
  }

  @Test
  void crashKeepsWhatWasSyncedAndSometimesLosesTheRest() throws IOException {
    boolean lost = false;
    for (int seed = 1; seed <= 20; seed++) {
      FaultPlan plan = FaultPlan.failing(seed * 1_000L, FaultPlan.Mode.BEFORE);
      Storage faulty = FaultyStorage.of(plan);
      String location = location("crash" + seed);
      AppendFile file = faulty.createAppendFile(location);
      file.write(List.of(bytes("synced")));
      file.publish();
      faulty.syncFolder(location(""));
      file.write(List.of(bytes("unsynced")));
      plan.crash();
      String left = Files.readString(LocalStorage.pathOf(location), StandardCharsets.ISO_8859_1);
      assertThat(left).startsWith("synced");
      lost |= !left.equals("syncedunsynced");
    }
    assertThat(lost).isTrue();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private String location(String name) {
    return LocalStorage.locationOf(folder.resolve(name));
  }
}
