package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "9000, 9000",
    "0, 0",
    "7B, 7",
    "100kB, 100000",
    "100KB, 100000",
    "' 64 KiB ', 65536",
    "5MB, 5000000",
    "5MiB, 5242880",
    "50GB, 50000000000",
    "1GiB, 1073741824",
    "2tb, 2000000000000",
    "1TiB, 1099511627776",
    "9223372036854775807, 9223372036854775807"
  })
  void countsDecimalAndBinaryUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MB", "-1", "1.5GB", "5 M", "5Mbit", "9223372036854775808", "9999999999TB"})
  void refusesWhatIsNoSizeOrTooLarge(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "50GB, 50GB",
    "1000MB, 1GB",
    "1024MB, 1024MB",
    "1024 kib, 1MiB",
    "9000, 9kB",
    "1GiB, 1GiB",
    "1001, 1001B",
    "0, 0B",
    "5000000000000, 5TB"
  })
  void isSpokenInTheLargestUnitWithoutFraction(String text, String spoken) {
    ByteSize size = ByteSize.parse(text).orElseThrow();
    assertThat(size).hasToString(spoken);
    assertThat(ByteSize.parse(spoken)).contains(size);
  }
}
