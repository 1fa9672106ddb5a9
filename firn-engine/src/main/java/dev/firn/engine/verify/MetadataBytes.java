package dev.firn.engine.verify;

import dev.firn.engine.registry.Checksums;
import dev.firn.engine.storage.ByteSource;
import dev.firn.engine.storage.FileAbsentException;
import dev.firn.engine.storage.Storage;
import dev.firn.engine.table.FinishedFile;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The files that lead to data files, against the lengths and checksums that the registry keeps of
 * those that Firn wrote. Those of other engines have none there.
 */
final class MetadataBytes {
  /** Bytes per read; a multiple of the blocks of any storage. */
  private static final int PIECE_BYTES = 256 << 10;

  private final Storage storage;
  private final Checksums checksums;
  private final Findings findings;

  MetadataBytes(Storage storage, Checksums checksums, Findings findings) {
    this.storage = storage;
    this.checksums = checksums;
    this.findings = findings;
  }

  /**
   * Reads a file from end to end.
   *
   * @param bytes how long it is to be by what refers to it, if that says so
   * @return whether its bytes are right
   */
  boolean areRight(String location, OptionalLong bytes) {
    findings.fileChecked();
    FinishedFile found;
    try {
      found = read(location);
    } catch (FileAbsentException e) {
      findings.add(location, "Expected the file, found nothing.");
      return false;
    }
    Optional<FinishedFile> expected = checksums.find(location);
    if (bytes.isPresent() && bytes.getAsLong() != found.bytes()) {
      return wrong(location, bytes.getAsLong() + " bytes", found.bytes() + "");
    }
    if (expected.isEmpty()) {
      return true;
    }
    if (expected.get().bytes() != found.bytes()) {
      return wrong(location, expected.get().bytes() + " bytes", found.bytes() + "");
    }
    return expected.get().crc32c() == found.crc32c()
        || wrong(location, "checksum " + digits(expected.get()), digits(found));
  }

  private boolean wrong(String location, String expected, String found) {
    findings.add(location, "Expected " + expected + ", found " + found + ".");
    return false;
  }

  private FinishedFile read(String location) {
    CRC32C crc = new CRC32C();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    try (ByteSource source = storage.open(location)) {
      long at = 0;
      for (int count = source.read(at, piece); count > 0; count = source.read(at, piece)) {
        crc.update(piece.flip());
        piece.clear();
        at += count;
      }
      return new FinishedFile(location, at, 0, crc.getValue());
    }
  }

  private static String digits(FinishedFile file) {
    return HexFormat.of().toHexDigits((int) file.crc32c());
  }
}
