package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.Provisioning.UserDraft;

/**
 * What administrators read. Each text is a file beside the tests, word for word; only ids and times
 * are left out. To accept a change, run with {@code -Dscimbridge.golden=write} and read the
 * difference.
 */
class InWordsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/scimbridge/golden");

  @TempDir private Path folder;
  private ProvisioningFixture bridge;

  @BeforeEach
  void start() {
    List<Policy> policies =
        List.of(
            new Policy(
                new Selection.MembersOf(List.of(new GroupRef(GroupRef.Key.DISPLAY_NAME, "Staff"))),
                List.of(POOL),
                new TreeSet<>()),
            new Policy(
                Selection.Matching.of("title eq \"Chief\"", Schemas.bundled()),
                List.of(POOL),
                new TreeSet<>()));
    Rule delete = new Rule(Action.DELETE, Duration.ofHours(24));
    bridge =
        new ProvisioningFixture(
            folder,
            app ->
                app.with(policies)
                    .with(
                        new Deprovisioning(
                            delete, new Rule(Action.DISABLE, Duration.ZERO), delete)),
            pool -> pool,
            new UnlimitedGate());
  }

  @AfterEach
  void close() {
    bridge.close();
  }

  @Test
  void whyAPersonHasAnAccountAndGroups() throws IOException {
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff", ann.id());
    inStep(ann);
    bridge.group("Night shift", ann.id());
    inStep(ann);

    golden("explain-member.txt", explained(ann));

    bridge.engine.writes().deleteGroup(REQUEST, staff.id(), group -> {});
    inStep(ann);
    golden("explain-suspended.txt", explained(ann));
  }

  @Test
  void whyAPersonHasNoAccountOrIsAboutToLoseIt() throws IOException {
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff");
    golden("explain-nobody.txt", explained(ann));

    bridge.change(staff.id(), new MemberDelta(false, Set.of(), add(ann.id())));
    inStep(ann);
    bridge.change(staff.id(), new MemberDelta(false, Set.of(ann.id()), Set.of()));
    inStep(ann);
    golden("explain-leaving.txt", explained(ann));
  }

  @Test
  void whatIsStillToBeDone() throws IOException {
    User ann = bridge.create("ann");
    bridge.interposed = (call, pool) -> new Outcome.Unavailable("no way there");
    bridge.group(bridge.hasty(), "Staff", ann.id());
    eventually("the worker has tried", () -> explained(ann).toString().contains("out of reach"));

    golden("plan-pending.txt", bridge.engine.preview().pending(APP).lines());
    golden("explain-pending.txt", explained(ann));
  }

  @Test
  void whatARequestWouldDo() throws IOException {
    User ann = bridge.create("ann");
    Group staff = bridge.group("Staff", ann.id());
    inStep(ann);
    List<String> lines = new ArrayList<>();
    shown(lines, "deactivate", on -> on.changeUser(REQUEST, ann.id(), user -> inactive()));
    shown(
        lines,
        "rename the group",
        on ->
            on.changeGroup(
                REQUEST,
                staff.id(),
                (group, in) ->
                    new Provisioning.GroupDraft(
                        ProvisioningFixture.displayNamed("All staff"), MemberDelta.NONE)));
    shown(
        lines,
        "leave the group",
        on ->
            on.changeGroup(
                REQUEST,
                staff.id(),
                (group, in) ->
                    new Provisioning.GroupDraft(
                        group.attributes(), new MemberDelta(true, Set.of(), Set.of()))));
    shown(lines, "nothing new", on -> on.changeUser(REQUEST, ann.id(), InWordsTest::same));
    golden("preview.txt", lines);
  }

  private void shown(List<String> lines, String what, Function<Provisioning, ?> request) {
    lines.add(what);
    bridge
        .engine
        .preview()
        .of(APP, stage -> request.apply(stage.provisioning()) != null)
        .planned()
        .lines()
        .forEach(line -> lines.add("  " + line));
  }

  private static UserDraft inactive() {
    return new UserDraft(
        ProvisioningFixture.attributes("{\"userName\":\"ann\",\"active\":false}"), null);
  }

  private static UserDraft same(User user) {
    return new UserDraft(user.attributes(), null);
  }

  private List<String> explained(User user) {
    return bridge.engine.explanation().of(APP, user.id());
  }

  private void inStep(User user) {
    eventually(
        "in step",
        () ->
            bridge.link(user.id()).isPresent()
                && bridge.state(user.id()) == State.IN_STEP
                && bridge.engine.preview().pending(APP).calls().isEmpty());
  }

  private static void golden(String name, List<String> lines) throws IOException {
    String text =
        String.join("\n", lines)
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "<id>")
            + "\n";
    Path file = GOLDEN.resolve(name);
    if ("write".equals(System.getProperty("scimbridge.golden"))) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
  }
}
