package scimbridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which package may use what. The two tables are the documentation; the rest checks them. */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java/scimbridge");

  /**
   * Package to the packages of ours that it may import, sub-packages included on both sides, itself
   * always allowed. The root package may import everything.
   */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("fault", Set.of()),
          Map.entry("identity", Set.of("fault")),
          Map.entry("policy", Set.of("identity", "fault")),
          Map.entry("plan", Set.of("policy", "identity", "fault")),
          // The kind and schema of a pool (PoolTraits) are the policy's words.
          Map.entry("cognito", Set.of("plan", "policy", "identity", "fault")),
          Map.entry("directory", Set.of("policy", "plan", "identity", "fault")),
          Map.entry(
              "provisioning",
              Set.of("policy", "plan", "cognito", "directory", "identity", "fault")),
          // A preview shows the calls of a plan.
          Map.entry(
              "scim", Set.of("provisioning", "directory", "policy", "plan", "identity", "fault")),
          // The status shows the pace of the gate (Pace, a value).
          Map.entry(
              "admin",
              Set.of(
                  "provisioning", "cognito", "directory", "policy", "plan", "identity", "fault")),
          Map.entry(
              "cli",
              Set.of(
                  "admin",
                  "config",
                  "cognito",
                  "http",
                  // The defaults of its limits, for the trial.
                  "scim",
                  "provisioning",
                  "directory",
                  "policy",
                  "plan",
                  "identity",
                  "fault")),
          Map.entry("http", Set.of("identity", "fault")),
          // The packages whose settings it binds.
          Map.entry("config", Set.of("http", "scim", "cognito", "policy", "identity", "fault")),
          Map.entry("emulator", Set.of()));

  /** Packages of others to the packages of ours that alone may use them; {@code ""} is the root. */
  private static final Map<List<String>, Set<String>> ONLY_USED_BY =
      Map.of(
          List.of("software.amazon.."), Set.of("cognito.aws"),
          // Guava comes with it and is used for what its methods take and return.
          List.of("dev.cel..", "com.google.common.."), Set.of("policy.mapping.cel"),
          List.of(
                  "java.sql..",
                  "javax.sql..",
                  "org.jdbi..",
                  "com.zaxxer..",
                  "org.sqlite..",
                  "org.postgresql.."),
              Set.of("directory.sql", "emulator.store"),
          List.of("com.unboundid.scim2.server.."), Set.of("scim"),
          List.of("jakarta.ws.rs.."), Set.of("scim", "admin", "http"),
          List.of("org.glassfish.."), Set.of("http", "emulator", ""),
          List.of("org.snakeyaml.."), Set.of("config"),
          List.of("picocli.."), Set.of("cli"),
          List.of("javax.net.ssl.."), Set.of("http", "cognito.aws"));

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("scimbridge");

  @TestFactory
  Stream<DynamicTest> packages_import_what_their_row_of_the_table_allows() {
    return MAY_IMPORT.entrySet().stream()
        .map(
            row ->
                dynamicTest(
                    row.getKey(),
                    () ->
                        noClasses()
                            .that(areIn(row.getKey()))
                            .should()
                            .dependOnClassesThat(areOursBut(row.getKey(), row.getValue()))
                            .allowEmptyShould(true)
                            .check(OURS)));
  }

  @TestFactory
  Stream<DynamicTest> libraries_are_used_where_they_belong() {
    return ONLY_USED_BY.entrySet().stream()
        .map(
            row ->
                dynamicTest(
                    String.join(", ", row.getKey()),
                    () ->
                        noClasses()
                            .that(DescribedPredicate.not(areInAnyOf(row.getValue())))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(row.getKey().toArray(String[]::new))
                            .allowEmptyShould(true)
                            .check(OURS)));
  }

  @Test
  void every_package_has_its_row() throws IOException {
    try (Stream<Path> folders = Files.list(SOURCES)) {
      assertThat(folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(MAY_IMPORT.keySet());
    }
  }

  @Test
  void packages_have_no_cycles() {
    // A package and what is inside it are one purpose and may know each other.
    slices().matching("scimbridge.(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void every_package_tells_its_story() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(
              files
                  .filter(Files::isDirectory)
                  .filter(ArchitectureTest::holdsClasses)
                  .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
          .isEmpty();
    }
  }

  @Test
  void only_the_command_line_writes_to_standard_output() {
    noClasses()
        .that(DescribedPredicate.not(areInAnyOf(Set.of("cli", ""))))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(OURS);
  }

  @Test
  void time_comes_from_an_injected_clock() {
    noClasses()
        .that(DescribedPredicate.not(areInAnyOf(Set.of("emulator", ""))))
        .should()
        .accessTargetWhere(
            isMethod(
                "tells the time of the machine",
                Map.of(
                    Clock.class, Set.of("systemUTC", "systemDefaultZone", "system"),
                    Instant.class, Set.of("now"),
                    LocalDate.class, Set.of("now"),
                    LocalDateTime.class, Set.of("now"),
                    OffsetDateTime.class, Set.of("now"),
                    ZonedDateTime.class, Set.of("now"),
                    System.class, Set.of("currentTimeMillis"))))
        .check(OURS);
  }

  @Test
  void waiting_goes_through_the_one_sleeper() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("scimbridge.cognito.Sleeper")
        .should()
        .accessTargetWhere(isMethod("sleeps", Map.of(Thread.class, Set.of("sleep"))))
        .check(OURS);
  }

  @Test
  void names_say_something() {
    classes().should().haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)$").check(OURS);
  }

  /** Calls of and references to methods, by class and name. */
  private static DescribedPredicate<JavaAccess<?>> isMethod(
      String description, Map<Class<?>, Set<String>> methods) {
    return DescribedPredicate.describe(
        description,
        access ->
            methods.entrySet().stream()
                .anyMatch(
                    entry ->
                        access.getTargetOwner().isEquivalentTo(entry.getKey())
                            && entry.getValue().contains(access.getTarget().getName())));
  }

  private static boolean holdsClasses(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DescribedPredicate<JavaClass> areInAnyOf(Set<String> names) {
    return DescribedPredicate.describe(
        "are in any of " + names,
        type -> names.stream().anyMatch(name -> isIn(name, type.getPackageName())));
  }

  private static DescribedPredicate<JavaClass> areIn(String name) {
    return areInAnyOf(Set.of(name));
  }

  private static DescribedPredicate<JavaClass> areOursBut(String self, Set<String> allowed) {
    return DescribedPredicate.describe(
        "are ours and not in " + self + " or any of " + allowed,
        type ->
            (type.getPackageName() + ".").startsWith("scimbridge.")
                && !isIn(self, type.getPackageName())
                && allowed.stream().noneMatch(name -> isIn(name, type.getPackageName())));
  }

  /** Whether a package is the named one of ours or inside it; the root has nothing inside it. */
  private static boolean isIn(String name, String packageName) {
    return name.isEmpty()
        ? packageName.equals("scimbridge")
        : (packageName + ".").startsWith("scimbridge." + name + ".");
  }
}
