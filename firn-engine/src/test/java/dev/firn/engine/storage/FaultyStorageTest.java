package dev.firn.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.error.FirnException;
import dev.firn.engine.storage.FaultPlan.Mode;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper that the fault tests rest on must itself still intercept everything. */
final class FaultyStorageTest {
  @TempDir private Path folder;

  @Test
  void everyMethodOfStorageIsCounted() {
    FaultPlan plan = FaultPlan.none();
    FaultyStorage storage = FaultyStorage.of(plan);
    List<Runnable> calls = new ArrayList<>();
    calls.add(() -> storage.create(location("f")).close());
    calls.add(() -> storage.exists(location("f")));
    calls.add(() -> storage.createFolder(location("d")));
    calls.add(() -> storage.folderExists(location("d")));
    calls.add(() -> storage.isEmptyFolder(location("d")));
    calls.add(() -> storage.delete(location("f")));
    calls.add(() -> storage.deleteFolder(location("d")));
    calls.add(() -> storage.isLocked(location("d")));
    calls.add(() -> storage.list(location("d")));
    calls.add(() -> storage.syncFolder(location("d")));
    calls.add(() -> storage.replace(location("open"), new byte[1]));
    calls.add(() -> storage.open(location("open")).close());
    calls.add(() -> storage.createAppendFile(location("log")).close());
    calls.add(() -> storage.createScratchFile(location("spill")).close());
    calls.add(() -> storage.truncate(location("open"), 0));
    calls.add(() -> storage.freeBytes(location("")));
    calls.add(() -> storage.tryLock(location("l")).orElseThrow().close());
    for (Runnable call : calls) {
      long before = plan.callCount();
      call.run();
      assertThat(plan.callCount()).isGreaterThan(before);
    }
    Set<String> names = new HashSet<>();
    for (Method method : Storage.class.getMethods()) {
      names.add(method.getName());
    }
    assertThat(names).as("a new method of Storage must be counted here too").hasSize(calls.size());
  }

  @Test
  void failsBeforeOrAfterTheCallTookEffect() {
    FaultyStorage before = FaultyStorage.of(FaultPlan.failing(1, Mode.BEFORE));
    assertThatThrownBy(() -> before.createFolder(location("a"))).isInstanceOf(FirnException.class);
    assertThat(folder.resolve("a")).doesNotExist();
    before.createFolder(location("a"));

    FaultyStorage after = FaultyStorage.of(FaultPlan.failing(1, Mode.AFTER));
    assertThatThrownBy(() -> after.createFolder(location("b"))).isInstanceOf(FirnException.class);
    assertThat(folder.resolve("b")).exists();
  }

  @Test
  void crashTakesUnsyncedNamesAndKeepsSyncedOnes() {
    FaultPlan plan = FaultPlan.none();
    FaultyStorage storage = FaultyStorage.of(plan);
    publish(storage, "synced/file");
    storage.syncFolder(location("synced"));
    publish(storage, "unsynced/file");
    plan.crash();

    assertThat(folder.resolve("synced/file")).exists();
    assertThat(folder.resolve("unsynced/file")).doesNotExist();
    assertThatThrownBy(() -> storage.exists(location("synced/file")))
        .isInstanceOf(FirnException.class)
        .hasMessageContaining("dead");
  }

  @Test
  void crashDamagesUnfinishedFiles() throws Exception {
    Set<Long> sizes = new HashSet<>();
    for (int seed = 1; seed <= 30; seed++) {
      FaultPlan plan = FaultPlan.failing(seed + 1_000, Mode.CRASH_BEFORE);
      FaultyStorage storage = FaultyStorage.of(plan);
      ByteSink sink = storage.create(location("file" + seed));
      sink.write(ByteBuffer.wrap(new byte[100]));
      plan.crash();
      Path part = folder.resolve(".file" + seed + ".part");
      sizes.add(Files.exists(part) ? Files.size(part) : -1);
    }
    assertThat(sizes).as("gone, cut and whole").containsExactlyInAnyOrder(-1L, 50L, 100L);
  }

  @Test
  void crashFreesTheDeadProcessesLocks() {
    FaultPlan plan = FaultPlan.none();
    FaultyStorage storage = FaultyStorage.of(plan);
    assertThat(storage.tryLock(location("lock"))).isPresent();
    plan.crash();
    assertThat(LocalStorage.create().tryLock(location("lock")))
        .hasValueSatisfying(StorageLock::close);
  }

  private void publish(Storage storage, String name) {
    try (ByteSink sink = storage.create(location(name))) {
      sink.write(ByteBuffer.wrap(Arrays.copyOf(new byte[] {1, 2, 3}, 3)));
      sink.publish();
    }
  }

  private String location(String name) {
    return LocalStorage.locationOf(folder.resolve(name));
  }
}
