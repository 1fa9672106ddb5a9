package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.Firn;
import dev.firn.engine.FirnConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that stream: append, seal, status, log. */
final class AppendCommandTest {
  @TempDir private Path folder;
  private TestWarehouse warehouse;

  @BeforeEach
  void makeTable() {
    warehouse = new TestWarehouse(folder.resolve("warehouse"));
    warehouse.sql("CREATE TABLE air.n (id bigint NOT NULL, text varchar)");
  }

  @Test
  void receiptsAreOneJsonObjectALineAndTheEndCommits() {
    Path file = ndjson(1, 25_000);
    List<JsonNode> receipts = append("-f", file.toString(), "--producer", "p");
    assertThat(receipts).hasSize(3);
    assertThat(CommandRun.keys(receipts.getFirst()))
        .containsExactly("status", "producer", "first", "last", "rows", "rows_total", "offset");
    assertThat(receipts.getLast().toString())
        .startsWith(
            "{\"status\":\"logged\",\"producer\":\"p\",\"first\":20001,\"last\":25000,"
                + "\"rows\":5000,\"rows_total\":25000,\"offset\":");
    assertThat(rows()).isEqualTo(25_000);
    assertThat(warehouse.json("status").get("tables").get(0).get("pending_rows").asLong()).isZero();
  }

  @Test
  void sameInputWithTheSameProducerGoesOnWhereItEnded() throws IOException {
    Path file = ndjson(1, 100);
    append("-f", file.toString(), "--producer", "p");
    assertThat(append("-f", file.toString(), "--producer", "p")).isEmpty();
    Files.writeString(file, "{\"id\":101}\n", StandardOpenOption.APPEND);
    List<JsonNode> receipts = append("-f", file.toString(), "--producer", "p");
    assertThat(receipts).hasSize(1);
    assertThat(receipts.getFirst().get("first").asLong()).isEqualTo(101);
    assertThat(receipts.getFirst().get("rows_total").asLong()).isEqualTo(101);
    append("-f", file.toString());
    assertThat(rows()).isEqualTo(202);
  }

  @Test
  void recordThatDoesNotFitEndsItAfterWhatCameBefore() throws IOException {
    Path file = folder.resolve("bad.ndjson");
    Files.writeString(file, "{\"id\":1}\n{\"id\":\"two\"}\n{\"id\":3}\n");
    CommandRun run = warehouse.run("append", "air.n", "-f", file.toString(), "--format", "json");
    run.requireFailed(3);
    JsonNode error = run.errorJson();
    assertThat(error.get("violations").get(0).get("line").asLong()).isEqualTo(2);
    assertThat(error.get("message").asText())
        .contains("The batch was not logged", "Records up to 0 are acknowledged.");
    assertThat(rows()).isZero();
  }

  @Test
  void committedReceiptsNameTheirSnapshot() {
    Path file = ndjson(1, 10);
    List<JsonNode> receipts = append("-f", file.toString(), "--ack", "committed");
    long snapshot = warehouse.json("snapshots", "air.n").get(0).get("snapshot_id").asLong();
    assertThat(receipts.getFirst().get("status").asText()).isEqualTo("committed");
    assertThat(receipts.getFirst().get("snapshot_id").asLong()).isEqualTo(snapshot);
  }

  @Test
  void csvHasAHeaderAndALineForEachReceipt() throws IOException {
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, "text,id\nx,1\n\"a,b\",2\n");
    CommandRun run =
        warehouse
            .run("append", "air.n", "-f", file.toString(), "--producer", "p", "--format", "csv")
            .requireDone();
    assertThat(run.out().split("\r\n", -1)[0])
        .isEqualTo("status,producer,first,last,rows,rows_total,offset,snapshot_id");
    assertThat(run.out().split("\r\n", -1)[1]).startsWith("logged,p,1,2,2,2,");
  }

  @Test
  void rowsOfAnInterruptedRunWaitUntilSomebodySeals() throws IOException {
    try (PipedProcess process =
        PipedProcess.start(
            warehouse, "append", "air.n", "--producer", "p", "--format", "json", "--linger", "0")) {
      process.input().write("{\"id\":1}\n{\"id\":2}\n".getBytes(StandardCharsets.UTF_8));
      process.input().flush();
      JsonNode receipt = CommandRun.parse(process.output().readLine());
      long acknowledged = receipt.get("rows_total").asLong();
      assertThat(acknowledged).isPositive();
      CommandRun busy =
          warehouse.run("append", "air.n", "-f", ndjson(1, 3).toString(), "--producer", "p");
      busy.requireFailed(4);
      assertThat(busy.error()).contains("found it in another process");
      assertThat(warehouse.run("seal", "air.n").exitCode()).isEqualTo(4);
      process.terminate();
      // SIGTERM, 128 + 15, by the JVM's own rules: its exit code is not ours to choose then.
      assertThat(process.exitCode()).isIn(130, 143);
      JsonNode waiting = warehouse.json("status").get("tables").get(0);
      assertThat(waiting.get("pending_rows").asLong()).isGreaterThanOrEqualTo(acknowledged);
      assertThat(CommandRun.keys(waiting))
          .containsExactly(
              "table",
              "pending_rows",
              "pending_bytes",
              "oldest_pending_at",
              "last_offset",
              "committed_offset");
      JsonNode sealed = warehouse.json("seal").get(0);
      assertThat(sealed.get("rows")).isEqualTo(waiting.get("pending_rows"));
    }
    append("-f", ndjson(1, 5).toString(), "--producer", "p");
    assertThat(rows()).isEqualTo(5);
  }

  @Test
  void damageIsListedAndRepairSaysWhatIsLostAndAsks() throws IOException {
    FirnConfig config = FirnConfig.of(warehouse.folder());
    for (int run = 0; run < 2; run++) {
      try (Firn firn = Firn.open(config)) {
        var appender = firn.table("air.n").appender("p");
        appender.appendRow(run + 1, (long) run, "text");
        appender.close();
        var logged = firn.lanes().status(java.util.Optional.empty());
        while (logged.isEmpty() || logged.getFirst().pendingRows() <= run) {
          logged = firn.lanes().status(java.util.Optional.empty());
        }
        firn.closeFast();
      }
    }
    assertThat(warehouse.json("log", "verify").get(0).get("problems")).isEmpty();
    flipABodyByteOfTheFirstFrame();
    CommandRun verify = warehouse.run("log", "verify", "--format", "json");
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(CommandRun.parse(verify.out()).get(0).get("problems").get(0).get("rows").asLong())
        .isEqualTo(1);
    assertThat(warehouse.run("seal", "air.n").exitCode()).isEqualTo(1);
    try (FirnProcess asking = FirnProcess.start(warehouse, "log", "repair")) {
      // Its standard input is empty, which is no yes.
      assertThat(asking.end().exitCode()).isEqualTo(130);
    }
    CommandRun repair = warehouse.run("log", "repair", "--yes").requireDone();
    assertThat(repair.error()).contains("rows 1 to 1 of producer 'p'");
    assertThat(warehouse.json("seal").get(0).get("rows").asLong()).isEqualTo(1);
  }

  private void flipABodyByteOfTheFirstFrame() throws IOException {
    try (Stream<Path> tree = Files.walk(warehouse.folder().resolve("log"))) {
      Path first =
          tree.filter(path -> path.toString().endsWith(".frames"))
              .sorted()
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(first);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      bytes[text.lastIndexOf("text")] ^= 1;
      Files.write(first, bytes);
    }
  }

  private List<JsonNode> append(String... options) {
    List<String> words = new ArrayList<>(List.of("append", "air.n", "--format", "json"));
    words.addAll(List.of(options));
    String out = warehouse.run(words.toArray(String[]::new)).requireDone().out();
    return out.lines().map(CommandRun::parse).toList();
  }

  private Path ndjson(long from, long to) {
    try {
      Path file = folder.resolve("rows" + from + "-" + to + ".ndjson");
      Files.write(
          file,
          LongStream.rangeClosed(from, to)
              .mapToObj(id -> "{\"id\":" + id + ",\"text\":\"row " + id + "\"}")
              .toList());
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long rows() {
    return warehouse.json("query", "SELECT count(*) AS n FROM air.n").get(0).get("n").asLong();
  }
}
