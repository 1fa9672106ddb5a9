package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.storage.LocalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of damage to a table is named by 'firn verify', and none is where there is none. */
final class VerifyCommandTest {
  private static final String TABLE = "air.trips";

  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void loadFlights() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql(
        "CREATE TABLE air.trips (n bigint NOT NULL, name varchar, place row(x double, note varchar),"
            + " tags array(varchar)) WITH (partitioning = ARRAY['truncate(n, 100)'],"
            + " sorted_by = ARRAY['name DESC NULLS LAST', 'n'])");
    warehouse.sql(
        "INSERT INTO air.trips SELECT range, CASE WHEN range % 5 = 0 THEN NULL ELSE 'name ' ||"
            + " (range * 7919 % 1000) END, {'x': range / 4, 'note': CASE WHEN range % 3 = 0 THEN"
            + " NULL ELSE 'a note' END}, ['a', 'b'] FROM range(250)");
    warehouse.sql("INSERT INTO air.trips VALUES (7, 'seven', NULL, NULL)");
  }

  @Test
  void cleanTablesHaveNoProblems() {
    warehouse.sql("CREATE TABLE air.empty (n bigint)");
    JsonNode tables = warehouse.json("verify");
    assertThat(tables).hasSize(2);
    assertThat(CommandRun.keys(tables.get(1)))
        .containsExactly("table", "checked_files", "problems");
    assertThat(tables.get(0).toString())
        .isEqualTo("{\"table\":\"air.empty\",\"checked_files\":1,\"problems\":[]}");
    assertThat(tables.get(1).get("table").asText()).isEqualTo(TABLE);
    // Three metadata files, two manifest lists, two manifests, four data files.
    assertThat(tables.get(1).get("checked_files").asInt()).isEqualTo(11);
    assertThat(tables.get(1).get("problems")).isEmpty();
    CommandRun text = warehouse.run("verify", TABLE, "--format", "csv").requireDone();
    assertThat(text.out()).isEqualTo("table,checked_files,problems\r\nair.trips,11,0\r\n");
    assertThat(text.error()).isEmpty();
  }

  @Test
  void evolvedTableIsClean() {
    warehouse.sql(
        "ALTER TABLE air.trips ADD COLUMN carrier varchar; ALTER TABLE air.trips RENAME COLUMN name"
            + " TO title; ALTER TABLE air.trips DROP COLUMN place.note; ALTER TABLE air.trips SET"
            + " PROPERTIES partitioning = ARRAY['bucket(title, 2)'], sorted_by = ARRAY['n']");
    warehouse.sql(
        "INSERT INTO air.trips VALUES (8, 'eight', {'x': CAST(1 AS double)}, NULL, 'AA')");
    warehouse.run("rollback", TABLE, "--to", "previous").requireDone();
    assertThat(problems()).isEmpty();
  }

  @Test
  void everyTypeIsReadBackWhenWrittenAndVerified() {
    warehouse.sql(
        "CREATE TABLE air.types (flag boolean, small integer, big bigint, part real, whole double,"
            + " price decimal(9, 2), huge decimal(38, 10), day date, at time(6), moment"
            + " timestamp(6), instant timestamp(6) with time zone, nano timestamp(9), text varchar,"
            + " id uuid, bytes varbinary, list array(decimal(12, 3)), tags map(varchar, row(x real,"
            + " more array(date)))) WITH (verify_on_write = 'values', format_version = 3,"
            + " sorted_by = ARRAY['id', 'price DESC', 'huge', 'whole', 'part', 'text'])");
    warehouse.sql(
        "INSERT INTO air.types SELECT range % 2 = 0, range::INTEGER - 50, range * 10000000019,"
            + " CASE WHEN range % 9 = 4 THEN 'NaN' ELSE (range / 3)::REAL END, CASE WHEN range % 9"
            + " = 5 THEN 'NaN' ELSE -range / 7 END, (range / 100)::DECIMAL(9, 2), (range *"
            + " -12345678901)::DECIMAL(38, 10), DATE '1969-12-31' + range::INTEGER, TIME"
            + " '00:00:01.5' + to_seconds(range), TIMESTAMP '1960-01-01 00:00:00.000001' +"
            + " to_hours(range), TIMESTAMPTZ '2020-01-01 00:00:00+00' - to_hours(range), TIMESTAMP_NS"
            + " '2020-01-01 00:00:00.123456789', 'täxt ' || range % 3, CASE WHEN range % 4 = 0 THEN"
            + " '80000000-0000-0000-0000-000000000000' WHEN range % 4 = 1 THEN"
            + " '7fffffff-0000-0000-0000-000000000000' END::UUID, encode('bytes ' || range),"
            + " [range / 8, NULL]::DECIMAL(12, 3)[], MAP {'a': {'x': range::REAL, 'more': [DATE"
            + " '2020-02-02', NULL]}, 'b': NULL} FROM range(200)");
    warehouse.requireClean("air.types");
  }

  @Test
  void problemsAreToldOnStandardErrorUnlessInJson() throws IOException {
    Path data = warehouse.dataFiles(TABLE).getFirst();
    Files.delete(data);
    CommandRun run = warehouse.run("verify");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("air.trips").contains("1");
    assertThat(run.error())
        .isEqualTo(
            "firn: table air.trips, "
                + LocalStorage.locationOf(data)
                + ": Expected the file, found nothing.\n");
  }

  @Test
  void fileThatIsGoneOrShorterIsNamed() throws IOException {
    List<Path> files = warehouse.dataFiles(TABLE);
    Files.delete(files.get(0));
    byte[] bytes = Files.readAllBytes(files.get(1));
    Files.write(files.get(1), Arrays.copyOf(bytes, bytes.length - 3));
    assertThat(problems())
        .containsExactlyInAnyOrder(
            problem(files.get(0), "Expected the file, found nothing."),
            problem(
                files.get(1),
                "Expected the manifest's "
                    + bytes.length
                    + " bytes, found "
                    + (bytes.length - 3)
                    + "."));
  }

  @Test
  void flippedBytesOfPagesAndFootersAreNamed() throws IOException {
    List<Path> files = currentFiles().stream().map(file -> path(file.location())).toList();
    flip(files.get(0), 100);
    flip(files.get(1), (int) Files.size(files.get(1)) - 40);
    assertThat(problems())
        .anyMatch(each -> each.startsWith(files.get(0) + ": Column 'n', page at offset"))
        .anyMatch(each -> each.startsWith(files.get(1) + ": Footer"))
        .hasSize(2);
  }

  @Test
  void flippedByteOfAManifestIsNamed() throws IOException {
    Path manifest = path(currentManifests().getFirst().path());
    flip(manifest, (int) Files.size(manifest) / 2);
    assertThat(problems()).singleElement().asString().startsWith(manifest + ": Expected checksum ");
  }

  @Test
  void flippedByteOfAManifestListIsNamed() throws IOException {
    Path list = path(current().manifestListLocation());
    flip(list, (int) Files.size(list) / 2);
    assertThat(problems()).singleElement().asString().startsWith(list + ": Expected checksum ");
  }

  @Test
  void flippedByteOfMetadataIsNamed() throws IOException {
    Path metadata = warehouse.metadataFile(TABLE);
    String text = Files.readString(metadata);
    Files.writeString(metadata, text.replace("\"name\":\"tags\"", "\"name\":\"tagz\""));
    assertThat(problems()).singleElement().asString().startsWith(metadata + ": Expected checksum ");
    Files.writeString(metadata, text.replaceFirst("\\{", "("));
    assertThat(problems()).singleElement().asString().startsWith(metadata + ": Expected checksum ");
    Files.delete(metadata);
    assertThat(problems()).containsExactly(problem(metadata, "Expected the file, found nothing."));
  }

  @Test
  void countsAndBoundsThatAreNotTrueAreNamed() throws IOException {
    Path wrong = path(appendAgain(0, this::withWrongMetrics).location());
    assertThat(problems())
        .anyMatch(each -> each.contains("Column 'n', row ") && each.contains("bound '3', found"))
        .contains(
            problem(wrong, "Column 'name': expected the manifest's 1 nulls, found 20."),
            problem(wrong, "Column 'place.x': expected the manifest's 7 values, found 100."))
        .hasSize(3);
  }

  @Test
  void rowCountThatIsNotTrueIsNamed() throws IOException {
    Path wrong =
        path(
            appendAgain(0, file -> file.withMetrics(new Metrics(99L, null, null, null, null)))
                .location());
    assertThat(problems())
        .containsExactly(
            problem(wrong, "Expected the manifest's 99 rows, found 100 in the footer."));
  }

  @Test
  void unsortedFileThatClaimsAnOrderIsNamed() throws IOException {
    warehouse.sql("ALTER TABLE air.trips SET PROPERTIES sorted_by = ARRAY['place.x DESC']");
    Path wrong;
    try (IcebergWrites writes = new IcebergWrites(warehouse)) {
      SortOrder claimed = writes.load(TABLE).sortOrder();
      wrong = path(appendAgain(0, file -> file.withSortOrder(claimed)).location());
    }
    assertThat(problems())
        .singleElement()
        .asString()
        .matches(
            Pattern.quote(wrong.toString())
                + ": Row \\d+: expected rows in sort order 2, which the file claims, found one that"
                + " belongs before row \\d+\\.");
  }

  @Test
  void strayFilesAreNamed() throws IOException {
    Path stray = warehouse.tableFolder(TABLE).resolve("data/stray.parquet");
    Files.writeString(stray, "nobody knows me");
    assertThat(problems())
        .containsExactly(
            problem(
                stray,
                "Expected only files of the table in its folder, found one that nothing refers to."
                    + " Move it elsewhere, or delete it."));
  }

  private List<String> problems() {
    CommandRun run = warehouse.run("verify", TABLE, "--format", "json");
    JsonNode problems = run.json().get(0).get("problems");
    assertThat(run.exitCode()).isEqualTo(problems.isEmpty() ? 0 : 1);
    return problems
        .valueStream()
        .map(each -> path(each.get("file").asText()) + ": " + each.get("problem").asText())
        .toList();
  }

  private static String problem(Path file, String problem) {
    return file + ": " + problem;
  }

  /** Adds a copy of one of the table's files again, with an entry of the test's own. */
  private DataFile appendAgain(int index, Consumer<DataFiles.Builder> change) throws IOException {
    try (IcebergWrites writes = new IcebergWrites(warehouse)) {
      Table table = writes.load(TABLE);
      DataFile file = currentFiles().get(index);
      Path from = path(file.location());
      Path to = from.resolveSibling(UUID.randomUUID() + ".parquet");
      Files.copy(from, to);
      DataFiles.Builder entry =
          DataFiles.builder(table.spec()).copy(file).withPath(LocalStorage.locationOf(to));
      change.accept(entry);
      DataFile changed = entry.build();
      table.newAppend().appendFile(changed).commit();
      return changed;
    }
  }

  private void withWrongMetrics(DataFiles.Builder entry) {
    DataFile file = currentFiles().getFirst();
    Map<Integer, Long> values = new HashMap<>(file.valueCounts());
    Map<Integer, Long> nulls = new HashMap<>(file.nullValueCounts());
    Map<Integer, ByteBuffer> upper = new HashMap<>(file.upperBounds());
    warehouse.look(
        TABLE,
        table -> {
          var schema = table.metadata().schema();
          values.put(schema.findField("place.x").fieldId(), 7L);
          nulls.put(schema.findField("name").fieldId(), 1L);
          upper.put(
              schema.findField("n").fieldId(), Conversions.toByteBuffer(Types.LongType.get(), 3L));
        });
    entry.withMetrics(
        new Metrics(
            file.recordCount(),
            file.columnSizes(),
            values,
            nulls,
            file.nanValueCounts(),
            file.lowerBounds(),
            upper));
  }

  private List<DataFile> currentFiles() {
    List<DataFile> files = new ArrayList<>();
    warehouse.look(TABLE, table -> files.addAll(table.dataFiles()));
    files.removeIf(file -> file.recordCount() != 100);
    return files;
  }

  private List<ManifestFile> currentManifests() {
    List<ManifestFile> manifests = new ArrayList<>();
    warehouse.look(
        TABLE,
        table ->
            manifests.addAll(
                table.icebergTable().currentSnapshot().allManifests(table.icebergTable().io())));
    return manifests;
  }

  private Snapshot current() {
    List<Snapshot> current = new ArrayList<>();
    warehouse.look(TABLE, table -> current.add(table.metadata().currentSnapshot()));
    return current.getFirst();
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 4;
    Files.write(file, bytes);
  }

  private static Path path(String location) {
    return TestWarehouse.path(location);
  }
}
