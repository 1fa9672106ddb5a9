package dev.firn.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalStorageTest {
  private final Storage storage = LocalStorage.create();

  @TempDir private Path folder;

  @Test
  void publishedFileHoldsWhatWasWritten() {
    write("a/b/file", "one", "two");

    try (ByteSource source = storage.open(location("a/b/file"))) {
      ByteBuffer bytes = ByteBuffer.allocate(10);
      assertThat(source.fileBytes()).isEqualTo(6);
      assertThat(source.read(3, bytes)).isEqualTo(3);
      assertThat(source.read(6, bytes)).isEqualTo(-1);
    }
    assertThat(storage.exists(location("a/b/file"))).isTrue();
  }

  @Test
  void unpublishedFileIsInvisibleAndGoneAfterClose() {
    try (ByteSink sink = storage.create(location("a/file"))) {
      sink.write(bytes("half"));
      assertThat(sink.offset()).isEqualTo(4);
      assertThat(storage.exists(location("a/file"))).isFalse();
      assertThat(storage.list(location("a"))).containsExactly(location("a/file"));
    }
    assertThat(storage.list(location("a"))).isEmpty();
  }

  @Test
  void creatingAFileThatExistsIsRefused() {
    write("file", "first");

    assertThatThrownBy(() -> storage.create(location("file")))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("expected no file of that name")
        .extracting(e -> ((FirnException) e).code())
        .isEqualTo(ErrorCode.STORAGE);
    assertThat(storage.list(location(""))).containsExactly(location("file"));
  }

  @Test
  void creatingAFileThatSomebodyWritesIsRefused() {
    try (ByteSink _ = storage.create(location("file"))) {
      assertThatThrownBy(() -> storage.create(location("file"))).isInstanceOf(FirnException.class);
    }
  }

  @Test
  void deleteRemovesPublishedAndUnfinishedFiles() throws IOException {
    write("file", "12345");
    Files.writeString(folder.resolve(".torn.part"), "123");

    assertThat(storage.delete(location("file"))).isEqualTo(5);
    assertThat(storage.delete(location("torn"))).isEqualTo(3);
    assertThat(storage.delete(location("never"))).isEqualTo(-1);
    assertThat(storage.list(location(""))).isEmpty();
  }

  @Test
  void absentFileIsItsOwnFailure() {
    assertThatThrownBy(() -> storage.open(location("nothing")))
        .isInstanceOf(FileAbsentException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void foldersAreMadeFoundAndRemoved() {
    storage.createFolder(location("x/y"));
    assertThat(storage.folderExists(location("x/y"))).isTrue();

    write("tree/one/file", "1");
    storage.deleteFolder(location("tree"));
    storage.deleteFolder(location("tree"));
    assertThat(storage.folderExists(location("tree"))).isFalse();
    assertThat(storage.list(location("tree"))).isEmpty();
    storage.syncFolder(location("tree"));
    storage.syncFolder(location(""));
  }

  @Test
  void folderThatSomebodyElseRemovedIsMadeAgain() throws IOException {
    write("gone/below/file", "1");
    Files.delete(folder.resolve("gone/below/file"));
    Files.delete(folder.resolve("gone/below"));
    Files.delete(folder.resolve("gone"));
    write("gone/below/file", "2");
    assertThat(storage.exists(location("gone/below/file"))).isTrue();
  }

  @Test
  void replaceSwapsASmallFile() throws IOException {
    storage.replace(location("hint"), "1".getBytes(StandardCharsets.UTF_8));
    storage.replace(location("hint"), "22".getBytes(StandardCharsets.UTF_8));
    assertThat(Files.readString(folder.resolve("hint"))).isEqualTo("22");
  }

  @Test
  void lockIsHeldUntilClosedAlsoAgainstThisProcess() {
    Optional<StorageLock> first = storage.tryLock(location("owners/a.lock"));
    assertThat(first).isPresent();
    assertThat(storage.isLocked(location("owners/a.lock"))).isTrue();
    assertThat(storage.isLocked(location("owners/b.lock"))).isFalse();
    assertThat(storage.exists(location("owners/b.lock"))).as("looking makes no file").isFalse();
    assertThat(storage.tryLock(location("owners/a.lock"))).isEmpty();
    assertThat(LocalStorage.create().tryLock(location("owners/a.lock"))).isEmpty();
    first.orElseThrow().close();
    assertThat(storage.isLocked(location("owners/a.lock"))).isFalse();
    Optional<StorageLock> second = storage.tryLock(location("owners/a.lock"));
    assertThat(second).isPresent();
    second.orElseThrow().close();
  }

  @Test
  void lockIsTheSameThroughALink() throws IOException {
    Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    try (StorageLock _ = storage.tryLock(location("real/a.lock")).orElseThrow()) {
      assertThat(storage.tryLock(location("link/a.lock"))).isEmpty();
      Files.createSymbolicLink(folder.resolve("real/b.lock"), folder.resolve("real/a.lock"));
      assertThat(storage.tryLock(location("real/b.lock"))).isEmpty();
    }
  }

  @Test
  void interruptIsACancellationNotABrokenDisk() {
    try (ByteSink sink = storage.create(location("file"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> sink.write(bytes("x")))
          .isInstanceOf(FirnException.class)
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.CANCELLED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void locationsAreAbsoluteLocalOnes() {
    assertThat(LocalStorage.pathOf("file:///data/x")).isEqualTo(Path.of("/data/x"));
    assertThat(LocalStorage.pathOf("file:/data/x")).isEqualTo(Path.of("/data/x"));
    assertThat(LocalStorage.pathOf("/data/x")).isEqualTo(Path.of("/data/x"));
    assertThat(LocalStorage.locationOf(Path.of("/data/y/../x"))).isEqualTo("file:///data/x");
    assertThatThrownBy(() -> LocalStorage.pathOf("s3://bucket/x"))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("s3://bucket/x");
    assertThatThrownBy(() -> LocalStorage.pathOf("data/x")).isInstanceOf(FirnException.class);
  }

  @Test
  void whatTheDiskRefusesIsAStorageFailure() throws IOException {
    // A file where a folder should be.
    Files.writeString(folder.resolve("plain"), "x");
    assertThatThrownBy(() -> storage.create(location("plain/below")))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("plain/below");
    assertThatThrownBy(() -> storage.replace(location("plain/below"), new byte[1]))
        .isInstanceOf(FirnException.class);
    assertThatThrownBy(() -> storage.tryLock(location("plain/lock")))
        .isInstanceOf(FirnException.class);
    assertThatThrownBy(() -> storage.createFolder(location("plain/below")))
        .isInstanceOf(FirnException.class);
    assertThatThrownBy(() -> storage.open(location("plain/below")))
        .isInstanceOf(FirnException.class);
    write("full/file", "x");
    assertThatThrownBy(() -> storage.delete(location("full"))).isInstanceOf(FirnException.class);
  }

  private void write(String name, String... parts) {
    try (ByteSink sink = storage.create(location(name))) {
      for (String part : parts) {
        sink.write(bytes(part));
      }
      sink.publish();
    }
  }

  private String location(String name) {
    return LocalStorage.locationOf(folder.resolve(name));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
