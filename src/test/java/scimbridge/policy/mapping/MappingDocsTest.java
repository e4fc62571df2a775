package scimbridge.policy.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Normalizer;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.Users;
import scimbridge.policy.mapping.cel.Expressions;

/** The worked examples of {@code docs/mapping.md} are what the code does. */
class MappingDocsTest {
  private static final Path PAGE = Path.of("docs/mapping.md");
  private static final Pattern ROW = Pattern.compile("\\| `(.+)` \\| (`(.*)`|[^`]+) \\|");

  @TestFactory
  Stream<DynamicTest> expressions() throws Exception {
    String section = section("### Expressions", "Besides CEL's");
    Expressions expressions = new Expressions(Schemas.bundled());
    User user = user(section);
    List<Matcher> rows = rows(section);
    assertThat(rows).hasSizeGreaterThan(15);
    return rows.stream()
        .map(
            row ->
                dynamicTest(
                    row.group(1),
                    () ->
                        assertThat(shown(expressions.compile(row.group(1)).read().apply(user)))
                            .isEqualTo(row.group(3) == null ? row.group(2) : row.group(3))));
  }

  @TestFactory
  Stream<DynamicTest> paths() throws Exception {
    User user = user(section("### Expressions", "Besides CEL's"));
    String sample = section("### SCIM paths", "### Expressions");
    return rows(sample).stream()
        .flatMap(row -> Stream.of(row.group(1).split("`, `")))
        .map(
            path ->
                dynamicTest(
                    path,
                    () ->
                        assertThat(
                                ScimPath.parse(path, Schemas.bundled())
                                    .read()
                                    .apply(user)
                                    .problem())
                            .isNull()));
  }

  private static String shown(Reading reading) {
    if (reading.problem() != null) {
      return "skipped: " + reading.problem();
    }
    return reading.value() == null ? "no value" : reading.value();
  }

  /** The user of the page, who is also a legal one. */
  private static User user(String section) throws Exception {
    String json = section.split("```json\n")[1].split("```")[0];
    ObjectNode document = (ObjectNode) new ObjectMapper().readTree(json);
    new Normalizer(Schemas.bundled())
        .normalize(ResourceType.USER, document, Normalizer.Mode.STRICT);
    return Users.user(json);
  }

  private static List<Matcher> rows(String section) {
    return section.lines().map(ROW::matcher).filter(Matcher::matches).toList();
  }

  private static String section(String from, String to) throws Exception {
    String page = Files.readString(PAGE);
    int start = page.indexOf(from);
    return page.substring(start, page.indexOf(to, start));
  }
}
