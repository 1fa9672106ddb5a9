package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import dev.firn.engine.FirnTable;
import dev.firn.engine.IcebergValues;
import dev.firn.engine.TableFolder;
import dev.firn.engine.TestWarehouse;
import dev.firn.engine.environment.Environment;
import dev.firn.engine.error.ErrorCode;
import dev.firn.engine.error.FirnException;
import dev.firn.engine.registry.Registry;
import dev.firn.engine.storage.ByteSink;
import dev.firn.engine.storage.LocalStorage;
import dev.firn.engine.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each way of checking a finished file finds, on a disk that damages files as they come. */
final class VerifyOnWriteTest {
  private static final int ROWS = 1_000;

  /** Generators of CRC-32, which pages have, and of CRC-32C, which the file has. */
  private static final long CRC32 = 0x104C11DB7L;

  private static final long CRC32C = 0x11EDC6F41L;

  private static final int PRODUCT_BITS = 65;

  @TempDir private Path folder;
  private int loads;

  @Test
  void damageThatKeepsEveryChecksumIsFoundByValuesOnly() {
    assertThat(load("pages", bytes -> damageUnseen(bytes))).isEqualTo(ROWS);
    refused("values", bytes -> damageUnseen(bytes))
        .hasMessageContaining(".parquet': expected the bytes that were written, found others.")
        .hasMessageContaining(
            "Column 'n', rows 0 to 999: expected the values that were appended, found others.");
  }

  @Test
  void flippedByteInAPageIsFoundByPages() {
    Consumer<byte[]> flip = bytes -> bytes[placeOf(bytes, 500)] ^= 1;
    assertThat(load("footer", flip)).isEqualTo(ROWS);
    refused("pages", flip).hasMessageContaining("Column 'n', page at offset");
    refused("values", flip).hasMessageContaining("Column 'n', page at offset");
  }

  @Test
  void flippedByteInTheFooterIsFoundAlways() {
    refused("footer", bytes -> bytes[bytes.length - 60] ^= 1).hasMessageContaining("Footer");
  }

  @Test
  void valuesAreRefusedWithoutAReader() {
    try (Firn firn = Firn.open(FirnConfig.of(folder))) {
      TestWarehouse.createTable(firn);
      assertThatThrownBy(() -> TestWarehouse.load(firn, ROWS))
          .hasMessageContaining("expected a reader of values")
          .hasMessageContaining("Use Firn.open(config, reader), or set the property to pages.")
          .extracting(e -> ((FirnException) e).code())
          .isEqualTo(ErrorCode.CONFIGURATION);
    }
  }

  private AbstractThrowableAssert<?, ?> refused(String how, Consumer<byte[]> damage) {
    return assertThatThrownBy(() -> load(how, damage))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
  }

  private long load(String how, Consumer<byte[]> damage) {
    FirnConfig config = FirnConfig.of(folder.resolve("warehouse" + ++loads));
    try (Firn firn =
        Firn.open(
            config,
            damaging(damage),
            Registry.dataSource(config.catalogUri()),
            Environment.system(),
            new IcebergValues())) {
      FirnTable table =
          TestWarehouse.createTable(
              firn,
              Map.of(
                  "firn.verify-on-write", how,
                  "firn.encoding.column.n", "plain",
                  "write.parquet.compression-codec", "uncompressed"));
      try {
        return TestWarehouse.load(firn, ROWS).rows();
      } finally {
        TableFolder.of(table).requireNothingUnreferenced(how);
      }
    }
  }

  /** Changes the values 500 and 501 by a multiple of both generators, which no remainder shows. */
  private static void damageUnseen(byte[] file) {
    int at = placeOf(file, 500);
    boolean[] product = new boolean[PRODUCT_BITS];
    for (int i = 0; i <= 32; i++) {
      for (int j = 0; j <= 32; j++) {
        product[i + j] ^= ((CRC32 >>> i) & (CRC32C >>> j) & 1) == 1;
      }
    }
    // Both take the bits of a byte from the least on; the first bit has the highest power.
    for (int bit = 0; bit < PRODUCT_BITS; bit++) {
      if (product[PRODUCT_BITS - 1 - bit]) {
        file[at + bit / 8] ^= (byte) (1 << (bit % 8));
      }
    }
  }

  private static int placeOf(byte[] file, long value) {
    byte[] pattern =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(value)
            .putLong(value + 1)
            .array();
    for (int at = 0; at <= file.length - pattern.length; at++) {
      if (ByteBuffer.wrap(file, at, pattern.length).equals(ByteBuffer.wrap(pattern))) {
        return at;
      }
    }
    throw new AssertionError("Value " + value + " does not stand in the file");
  }

  private static Storage damaging(Consumer<byte[]> damage) {
    Storage disk = LocalStorage.create();
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(disk, arguments);
                return result instanceof ByteSink sink && sink.location().endsWith(".parquet")
                    ? new DamagingSink(sink, damage)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Keeps what is written, and writes something else. */
  private static final class DamagingSink implements ByteSink {
    private final ByteSink sink;
    private final Consumer<byte[]> damage;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    DamagingSink(ByteSink sink, Consumer<byte[]> damage) {
      this.sink = sink;
      this.damage = damage;
    }

    @Override
    public String location() {
      return sink.location();
    }

    @Override
    public long offset() {
      return kept.size();
    }

    @Override
    public void write(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      kept.writeBytes(copy);
    }

    @Override
    public void publish() {
      byte[] bytes = kept.toByteArray();
      damage.accept(bytes);
      sink.write(ByteBuffer.wrap(bytes));
      sink.publish();
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
