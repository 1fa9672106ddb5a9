package dev.firn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Makes mistakes in the engine's classes, one at a time, and runs the model test over them: it must
 * find each of them, as what it is.
 */
@Tag("crash")
final class LogMutantCrashTest {
  /** Each mistake is found within the first few of them. */
  private static final int SEEDS_MAX = 40;

  private static final int STEPS = 300;

  @ParameterizedTest
  @EnumSource
  void mistakeIsFound(Mutant mutant) throws Exception {
    Optional<String> found = Optional.empty();
    for (long seed = 1; found.isEmpty() && seed <= SEEDS_MAX; seed++) {
      found = run(mutant, seed);
    }
    assertThat(found).as("the model does not notice %s", mutant).isPresent();
    assertThat(found.get())
        .as("what %s is found as", mutant)
        .matches(mutant::explains, "explained by the mistake");
  }

  /** Runs the model over the engine with the mistake; gives the violation. */
  private static Optional<String> run(Mutant mutant, long seed) throws Exception {
    Class<?> runner = Class.forName(ModelRun.class.getName(), true, new MutantLoader(mutant));
    Method run = runner.getMethod("run", long.class, int.class, Path.class);
    try (MemoryFolder folder = MemoryFolder.create()) {
      run.invoke(null, seed, STEPS, folder.path());
      return Optional.empty();
    } catch (InvocationTargetException e) {
      assertThat(e.getCause().getClass().getName()).isEqualTo(Violation.class.getName());
      return Optional.of(String.valueOf(e.getCause().getMessage()));
    }
  }

  /** Loads all of Firn anew, one class of it with a mistake. */
  private static final class MutantLoader extends ClassLoader {
    private final Mutant mutant;

    MutantLoader(Mutant mutant) {
      super(LogMutantCrashTest.class.getClassLoader());
      this.mutant = mutant;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.firn.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (bytes == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] original = bytes.readAllBytes();
        byte[] used = name.equals(mutant.className()) ? mutant.mutate(original) : original;
        return defineClass(name, used, 0, used.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
