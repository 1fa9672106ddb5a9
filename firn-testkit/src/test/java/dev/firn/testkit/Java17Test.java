package dev.firn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Java17Test {
  @TempDir Path folder;

  @Test
  void theVariableComesFirstThenJavaHomeThenTheUsualFolders() throws IOException {
    Path usual = java("usual/jdk-17", "17.0.1");
    Path home = java("home", "17.0.2");
    Path named = java("named", "17.0.3");
    List<Path> folders = List.of(folder.resolve("missing"), folder.resolve("usual"));
    assertThat(
            Java17.find(
                Map.of("JAVA17_HOME", named.toString(), "JAVA_HOME", home.toString()), folders))
        .isEqualTo(named.resolve("bin/java"));
    assertThat(Java17.find(Map.of("JAVA17_HOME", "", "JAVA_HOME", home.toString()), folders))
        .isEqualTo(home.resolve("bin/java"));
    assertThat(Java17.find(Map.of(), folders)).isEqualTo(usual.resolve("bin/java"));
  }

  @Test
  void otherVersionsAreNoneAndTheMessageSaysWhatToInstall() throws IOException {
    Path newer = java("usual/named-17-but-newer", "25.0.1");
    Map<String, String> environment =
        Map.of("JAVA17_HOME", newer.toString(), "JAVA_HOME", newer.toString());
    assertThatThrownBy(() -> Java17.find(environment, List.of(folder.resolve("usual"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JAVA17_HOME='" + newer + "'")
        .hasMessageContaining("found none")
        .hasMessageContaining("openjdk-17-jre-headless");
  }

  private Path java(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(program, "");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
