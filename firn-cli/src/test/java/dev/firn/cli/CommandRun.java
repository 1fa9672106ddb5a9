package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.cli.config.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One run of the command in this process: its exit code and all it said. */
record CommandRun(int exitCode, String out, String error) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  static CommandRun of(String... arguments) {
    return in(Surroundings.ofProcess(), arguments);
  }

  /** One run in a folder and an environment of the test's choice. */
  static CommandRun in(Surroundings surroundings, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            surroundings,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(error, true, StandardCharsets.UTF_8),
            arguments);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
  }

  /** This run, if it succeeded. */
  CommandRun requireDone() {
    assertThat(exitCode).as("exit code; standard error: %s", error).isZero();
    return this;
  }

  /** This run, if it ended with an exit code and wrote no result. */
  CommandRun requireFailed(int expectedExitCode) {
    assertThat(exitCode).as("exit code; standard error: %s", error).isEqualTo(expectedExitCode);
    assertThat(out).as("standard output of a failed command").isEmpty();
    return this;
  }

  /** Standard output as one JSON value. */
  JsonNode json() {
    return parse(out);
  }

  /** Standard error as one JSON value. */
  JsonNode errorJson() {
    return parse(error);
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Expected one JSON value, found: " + text, e);
    }
  }

  /** The keys of an object, in order. */
  static List<String> keys(JsonNode object) {
    assertThat(object.isObject()).as("an object: %s", object).isTrue();
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
