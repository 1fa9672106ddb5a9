package dev.firn.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage is found. */
final class CorruptFileTest {
  @TempDir private Path folder;
  private final TestTable table = new TestTable();
  private byte[] content;
  private FileFacts facts;

  @BeforeEach
  void writeFile() throws Exception {
    Random random = new Random(11);
    List<Object> names = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      names.add(i % 7 == 0 ? null : Kind.STRING.value(random));
    }
    table.add("name", Kind.STRING, Nullability.OPTIONAL, names);
    MemoryFile file = new MemoryFile();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = table.toArrow(allocator);
        ParquetWriter writer =
            ParquetWriter.create(
                file,
                table.schema(),
                WriterOptions.builder()
                    .pageRowsMax(100)
                    .keyValue("greeting", "hello")
                    .bloomFilter("name", BloomFilterOptions.defaults())
                    .build(),
                WriterResources.singleThreaded(allocator))) {
      writer.append(batch);
      facts = writer.finish();
    }
    content = file.content();
  }

  @Test
  void wholeFileIsVerified() throws Exception {
    assertThat(PageVerifier.verify(MemoryFile.of(content))).isGreaterThanOrEqualTo(3);
    ParquetFooter footer = ParquetFooter.read(MemoryFile.of(content));
    assertThat(footer.keyValueMetadata()).containsEntry("greeting", "hello");
    assertThat(footer.createdBy()).startsWith("firn version ");
    assertThat(footer.columns().getFirst().codecs()).containsExactly("ZSTD");
    assertThat(footer.columns().getFirst().dottedPath()).isEqualTo("name");
  }

  @Test
  void everyFlippedByteBeforeTheFooterIsFound() throws Exception {
    long footerOffset = FooterReader.footerOffset(MemoryFile.of(content));
    for (int at = 0; at < footerOffset; at++) {
      byte[] damaged = content.clone();
      damaged[at] ^= 0x10;
      int offset = at;
      assertThatThrownBy(() -> PageVerifier.verify(MemoryFile.of(damaged)))
          .as("byte %s", offset)
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void damagedPageIsNamedAndFoundByParquetJavaToo() throws Exception {
    int lastByteOfPages = (int) facts.rowGroups().getFirst().compressedBytes() + 3;
    byte[] damaged = content.clone();
    damaged[lastByteOfPages] ^= 1;
    assertThatThrownBy(() -> PageVerifier.verify(MemoryFile.of(damaged)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("Column 'name', page at offset");
    Path path = Files.write(folder.resolve("damaged.parquet"), damaged);
    assertThatThrownBy(() -> ParquetJava.read(path, table.columns()))
        .hasMessageContaining("could not verify");
  }

  @Test
  void tornFileIsRefused() {
    for (int length = 0; length < content.length; length++) {
      byte[] torn = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> ParquetFooter.read(MemoryFile.of(torn)))
          .as("length %s", length)
          .isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void everyFlippedByteOfTheFooterIsFoundOrTakesTheChecksumAway() throws Exception {
    long footerOffset = FooterReader.footerOffset(MemoryFile.of(content));
    int found = 0;
    for (int at = (int) footerOffset; at < content.length; at++) {
      byte[] damaged = content.clone();
      damaged[at] ^= 0x10;
      try {
        ParquetFooter.read(MemoryFile.of(damaged));
      } catch (CorruptFileException e) {
        found++;
      }
    }
    // Only the key itself is not covered: under another key there is no checksum to compare.
    int keyBytes = FooterChecksum.KEY.length() + 2;
    assertThat(found).isGreaterThanOrEqualTo((int) (content.length - footerOffset) - keyBytes);
  }

  @Test
  void footerCarriesTheChecksumOfAllBytesBeforeIt() throws Exception {
    MemoryFile file = MemoryFile.of(content);
    CRC32C crc = new CRC32C();
    crc.update(content, 0, (int) FooterReader.footerOffset(file));
    assertThat(facts.crc32c()).isEqualTo(crc.getValue());
    ParquetFooter footer = ParquetFooter.read(file);
    assertThat(footer.crc32c()).hasValue(crc.getValue());
    assertThat(footer.keyValueMetadata())
        .containsEntry("firn.crc32c", HexFormat.of().toHexDigits((int) crc.getValue()));
    assertThat(footer.differencesFrom(facts)).isEmpty();
  }

  @Test
  void otherFactsAreReportedAsDifferences() throws Exception {
    FileFacts other = new FileFacts(1, 2, List.of(), facts.columns(), facts.crc32c() ^ 1);
    assertThat(ParquetFooter.read(MemoryFile.of(content)).differencesFrom(other))
        .hasSize(4)
        .anyMatch(sentence -> sentence.startsWith("Checksum: expected"))
        .anyMatch(sentence -> sentence.equals("Rows: expected 2, found 300."));
  }
}
