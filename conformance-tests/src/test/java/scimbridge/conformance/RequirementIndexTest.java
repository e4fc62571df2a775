package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index of requirements and the tests say the same; the count of coverage is printed. */
class RequirementIndexTest {
  private static final int TAGS = 3;
  private static final Set<String> LEVELS = Set.of("MUST", "SHOULD", "MAY", "FACT");

  private final List<RequirementIndex.Line> index = RequirementIndex.read();
  private final Map<String, List<String>> claims = claims();

  /** The ids that each test names. */
  private static Map<String, List<String>> claims() {
    Map<String, List<String>> claims = new TreeMap<>();
    for (Class<?> test : tests()) {
      for (Method method : test.getDeclaredMethods()) {
        Requirement requirement = method.getAnnotation(Requirement.class);
        if (requirement != null) {
          claims.put(
              test.getSimpleName() + "." + method.getName(), Arrays.asList(requirement.value()));
        }
      }
    }
    return claims;
  }

  private static List<Class<?>> tests() {
    try {
      Path root =
          Path.of(
              RequirementIndexTest.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      String folder = RequirementIndexTest.class.getPackageName().replace('.', '/');
      List<Class<?>> tests = new ArrayList<>();
      try (Stream<Path> files = Files.list(root.resolve(folder))) {
        for (String name : files.map(file -> file.getFileName().toString()).sorted().toList()) {
          if (name.endsWith("IT.class")) {
            tests.add(
                Class.forName(
                    RequirementIndexTest.class.getPackageName()
                        + "."
                        + name.replace(".class", "")));
          }
        }
      }
      return tests;
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private Set<String> ids(String status) {
    Set<String> ids = new TreeSet<>();
    index.stream().filter(line -> line.status().equals(status)).forEach(line -> ids.add(line.id()));
    return ids;
  }

  @Test
  void everyLineIsWellFormedAndNoIdIsThereTwice() {
    Set<String> seen = new HashSet<>();
    for (RequirementIndex.Line line : index) {
      String[] parts = line.id().split("-");
      assertThat(line.id(), parts.length, is(3));
      assertThat(line.id(), line.section(), is("§" + parts[1]));
      assertThat(line.id(), line.level(), is(in(LEVELS)));
      assertThat(
          line.id(),
          line.status(),
          is(
              in(
                  List.of(
                      RequirementIndex.TESTED,
                      RequirementIndex.NOT_OBSERVABLE,
                      RequirementIndex.OPEN))));
      assertThat(line.id(), line.statement(), not(is("")));
      assertThat(line.id() + " is there twice", seen.add(line.id()));
    }
  }

  @Test
  void everyTestedRequirementHasATest() {
    Set<String> unproved = ids(RequirementIndex.TESTED);
    claims.values().forEach(unproved::removeAll);

    assertThat("Called tested, but no test names them", unproved, is(empty()));
  }

  @Test
  void testsNameOnlyRequirementsThatAreCalledTested() {
    Set<String> tested = ids(RequirementIndex.TESTED);
    Map<String, List<String>> wrong = new TreeMap<>();
    claims.forEach(
        (test, named) -> {
          List<String> others = named.stream().filter(id -> !tested.contains(id)).toList();
          if (!others.isEmpty()) {
            wrong.put(test, others);
          }
        });

    assertThat("Unknown, open or not observable", wrong, is(anEmptyMap()));
  }

  @Test
  void noTestNamesMoreThanThree() {
    Map<String, List<String>> greedy = new TreeMap<>(claims);
    greedy.values().removeIf(named -> named.size() <= TAGS);

    assertThat(greedy, is(anEmptyMap()));
  }

  @Test
  void coverageIsPrinted() {
    String coverage = RequirementIndex.coverage(index);
    System.out.println(coverage);

    assertThat(coverage.lines().toList(), is(not(empty())));
  }
}
