package dev.firn.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps the arrows between modules and packages, and what may be called where. */
@AnalyzeClasses(packages = "dev.firn", importOptions = ArchitectureTest.MainClasses.class)
final class ArchitectureTest {
  private static final String PARQUET = "dev.firn.parquet..";
  private static final String ENGINE = "dev.firn.engine..";
  private static final String DUCKDB = "dev.firn.duckdb..";
  private static final String INPUT = "dev.firn.input..";
  private static final String SQL = "dev.firn.sql..";
  private static final String CLI = "dev.firn.cli..";
  private static final String TESTKIT = "dev.firn.testkit..";

  private static final String ICEBERG = "org.apache.iceberg..";
  private static final String[] DATABASES = {
    "java.sql..", "org.jdbi..", "org.flywaydb..", "org.sqlite.."
  };

  private static final Set<String> FILE_CLASSES =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.nio.file.Files",
          "java.nio.channels.AsynchronousFileChannel");

  // Modules: arrows point from the command down to the Parquet writer.

  @ArchTest
  static final ArchRule parquetKnowsArrowAndItselfOnly =
      noClasses()
          .that()
          .resideInAPackage(PARQUET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ENGINE, DUCKDB, INPUT, SQL, CLI, TESTKIT, ICEBERG, "java.sql..", "java.net..")
          .because("the columnar writer is a library of its own");

  @ArchTest
  static final ArchRule engineKnowsNoDoorAndNoFrontEnd =
      noClasses()
          .that()
          .resideInAPackage(ENGINE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DUCKDB, INPUT, SQL, CLI, TESTKIT, "org.duckdb..", "picocli..");

  @ArchTest
  static final ArchRule theSqlParserStaysInRulesAndDefinitions =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.firn.engine.rule..", SQL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.trino..");

  @ArchTest
  static final ArchRule duckDbKnowsTheEngineOnly =
      noClasses()
          .that()
          .resideInAPackage(DUCKDB)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARQUET, INPUT, SQL, CLI, TESTKIT);

  @ArchTest
  static final ArchRule inputKnowsEngineAndDuckDbOnly =
      noClasses()
          .that()
          .resideInAPackage(INPUT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARQUET, SQL, CLI, TESTKIT);

  @ArchTest
  static final ArchRule sqlKnowsEngineAndDuckDbOnly =
      noClasses()
          .that()
          .resideInAPackage(SQL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARQUET, INPUT, CLI, TESTKIT);

  @ArchTest
  static final ArchRule nobodyKnowsTheCommand =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule testKitKnowsNothingOfFirn =
      noClasses()
          .that()
          .resideInAPackage(TESTKIT)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.firn..").and(resideOutsideOfPackages(TESTKIT)));

  // The engine's packages: values below, steps beside each other, one that knows their order.

  @ArchTest
  static final ArchRule stepsKnowNoOtherStep =
      slices()
          .matching("dev.firn.engine.(validate|log|cluster|datafile|commit)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyIngestAndTheDoorKnowTheSteps =
      noClasses()
          .that()
          .resideInAPackage(ENGINE)
          .and(not(resideInAnyPackage("dev.firn.engine", "dev.firn.engine.ingest..")))
          // The catalog writes a table's first metadata file as a commit writes the next ones.
          .and(resideOutsideOfPackages(steps("dev.firn.engine.catalog..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(steps());

  @ArchTest
  static final ArchRule onlyIngestAndTheDoorKnowIngest =
      noClasses()
          .that()
          .resideInAPackage(ENGINE)
          .and(not(resideInAnyPackage("dev.firn.engine", "dev.firn.engine.ingest..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.firn.engine.ingest..");

  @ArchTest
  static final ArchRule errorsLieBelowEverything =
      noClasses()
          .that()
          .resideInAPackage("dev.firn.engine.error..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.firn..")
                  .and(resideOutsideOfPackages("dev.firn.engine.error..")));

  @ArchTest
  static final ArchRule valuesLieBelowAllSteps =
      noClasses()
          .that()
          .resideInAnyPackage("dev.firn.engine.batch..", "dev.firn.engine.table..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.firn..")
                  .and(
                      resideOutsideOfPackages(
                          "dev.firn.engine.batch..",
                          "dev.firn.engine.table..",
                          "dev.firn.engine.error..")));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.firn.(**)").should().beFreeOfCycles();

  // Foreign things stop at the door.

  @ArchTest
  static final ArchRule databasesStayInTheRegistryAndDuckDb =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.firn.engine.registry..", DUCKDB, SQL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DATABASES);

  @ArchTest
  static final ArchRule aDataSourceIsGivenToTheDoorOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.firn.engine", "dev.firn.engine.registry..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("javax.sql..");

  @ArchTest
  static final ArchRule metersStayBehindTheirDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.firn.engine", "dev.firn.engine.metric..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..")
          .because("whoever reports says what happened, not which meter counts it");

  @ArchTest
  static final ArchRule jacksonStaysInFrontEnds =
      noClasses()
          .that()
          .resideOutsideOfPackages(SQL, CLI, "dev.firn.input.json..")
          // The metadata of Arrow's geometry extension types is JSON by its specification.
          .and(not(named("dev.firn.engine.schema.WkbMetadata")))
          .and(not(named("dev.firn.parquet.Geospatial")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson..", "tools.jackson..");

  @ArchTest
  static final ArchRule filesAreReachedByStorageAndFrontEndsOnly =
      noClasses()
          .that(mayNotReachFiles())
          .should()
          .dependOnClassesThat(
              describe("reach files", type -> FILE_CLASSES.contains(type.getName())));

  @ArchTest
  static final ArchRule channelsAreOpenedByStorageAndFrontEndsOnly =
      noClasses()
          .that(mayNotReachFiles())
          .should()
          .callMethodWhere(
              JavaAccess.Predicates.target(
                  describe(
                      "open a channel",
                      target ->
                          target.getOwner().isEquivalentTo(FileChannel.class)
                              && target.getName().equals("open"))));

  // Time, chance, ids and threads come in from outside.

  @ArchTest
  static final ArchRule timeAndChanceAreInjected =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.firn.engine.environment..", TESTKIT)
          .should()
          .callMethodWhere(
              JavaAccess.Predicates.target(
                  describe(
                      "take time or chance from statics",
                      target -> ArchitectureTest.isBanned(target.getOwner(), target.getName()))));

  @ArchTest
  static final ArchRule nobodyMakesItsOwnRandomOrThread =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.firn.engine.environment..", TESTKIT)
          .should()
          .callConstructorWhere(
              JavaAccess.Predicates.targetOwner(
                  describe(
                      "Random or Thread",
                      owner ->
                          owner.isEquivalentTo(java.util.Random.class)
                              || owner.isEquivalentTo(Thread.class))));

  // Names.

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Handler")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Service")
          .andShould()
          .haveSimpleNameNotEndingWith("Processor")
          .andShould()
          .haveSimpleNameNotStartingWith("Abstract");

  @ArchTest
  static final ArchRule packagesAreNoDrawers =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..helper..", "..manager..", "..impl..");

  /** No tests, whether in folders or in another module's jar of tests. */
  static final class MainClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return new DoNotIncludeTests().includes(location) && !location.contains("-tests.jar");
    }
  }

  private static boolean isBanned(JavaClass owner, String method) {
    return switch (owner.getName()) {
      case "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalDateTime",
          "java.time.ZonedDateTime",
          "java.time.OffsetDateTime" ->
          method.equals("now");
      case "java.lang.System" -> Set.of("currentTimeMillis", "nanoTime").contains(method);
      case "java.util.UUID" -> method.equals("randomUUID");
      case "java.lang.Thread" -> method.equals("sleep");
      case "java.lang.Math" -> method.equals("random");
      case "java.util.concurrent.ThreadLocalRandom" -> method.equals("current");
      default -> false;
    };
  }

  private static DescribedPredicate<JavaClass> mayNotReachFiles() {
    return resideOutsideOfPackages("dev.firn.engine.storage..", TESTKIT)
        .and(
            not(
                named(
                    // A load's sources are the user's files, not the warehouse's.
                    "dev.firn.input.SourceFile",
                    "dev.firn.input.FilePattern",
                    // Standard streams, --output, and the script of -f.
                    "dev.firn.cli.Main",
                    "dev.firn.cli.Console",
                    "dev.firn.cli.config.ConfigFile",
                    "dev.firn.cli.SqlCommand")));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> set = Set.of(names);
    return describe(
        "named " + set,
        type ->
            set.stream()
                .anyMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }

  private static String[] steps(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "dev.firn.engine.validate..",
                "dev.firn.engine.log..",
                "dev.firn.engine.cluster..",
                "dev.firn.engine.datafile..",
                "dev.firn.engine.commit.."));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
