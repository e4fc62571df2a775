package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.displayNamed;
import static scimbridge.provisioning.ProvisioningFixture.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scimbridge.cognito.UnlimitedGate;
import scimbridge.directory.Audit;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.plan.CognitoCall;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRef;
import scimbridge.policy.GroupRef.Key;
import scimbridge.policy.Policy;
import scimbridge.policy.Selection;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.testing.AuditTrail;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/**
 * What is shown is what is then done, also where users come into the scope of policies and leave
 * it, are deleted and come back, in a pool of e-mail addresses.
 */
class PolicyPreviewTest {
  private static final int STEPS = 80;

  @TempDir private Path folder;
  private final List<CognitoCall> made = Collections.synchronizedList(new ArrayList<>());

  private static App rules(App app, Rule leaving) {
    return app.with(
            List.of(
                new Policy(
                    new Selection.MembersOf(List.of(new GroupRef(Key.DISPLAY_NAME, "Sales"))),
                    List.of(POOL),
                    new TreeSet<>(Set.of("sellers"))),
                new Policy(
                    Selection.Matching.of("title eq \"Nurse\"", Schemas.bundled()),
                    List.of(POOL),
                    new TreeSet<>())))
        .with(new Deprovisioning(leaving, leaving, leaving));
  }

  @ParameterizedTest
  @CsvSource({"DELETE, 24", "DELETE, 0", "DISABLE, 0"})
  void whatIsShownIsWhatIsThenDone(Action action, long hours) {
    Rule leaving = new Rule(action, Duration.ofHours(hours));
    try (ProvisioningFixture bridge =
        new ProvisioningFixture(
            folder,
            app -> rules(app, leaving),
            pool -> pool.usernameAttributes(UsernameAttributeType.EMAIL),
            new UnlimitedGate())) {
      bridge.interposed =
          (call, pool) -> {
            made.add(call);
            return pool.attempt(call);
          };
      Group sales = bridge.group("Sales");
      Group north = bridge.group("North");
      bridge.change(
          sales.id(),
          new MemberDelta(false, Set.of(), Set.of(new Member(north.id(), ResourceType.GROUP))));
      quiet(bridge);
      Random random = new Random(20261125);
      int compared = 0;
      for (int i = 0; i < STEPS; i++) {
        Function<Provisioning, ?> step =
            step(random, users(bridge), List.of(sales.id(), north.id()), i);
        List<?> before = kept(bridge);
        made.clear();
        Outcome shown = preview(bridge, step);
        assertThat(made).as("made by preview %d", i).isEmpty();
        assertThat(kept(bridge)).as("kept by preview %d", i).isEqualTo(before);

        String refusal = refusal(() -> step.apply(bridge.engine.writes()));
        quiet(bridge);

        assertThat(refusal).as("answer to step %d", i).isEqualTo(shown.refusal());
        assertThat(sentences(made))
            .as("calls of step %d", i)
            .containsExactlyInAnyOrderElementsOf(shown.calls());
        compared += shown.calls().size();
      }
      assertThat(compared).isGreaterThan(STEPS / 2);
    }
  }

  /** The calls that are shown, or why the request would be refused. */
  private record Outcome(List<String> calls, @Nullable String refusal) {}

  private static Outcome preview(ProvisioningFixture bridge, Function<Provisioning, ?> step) {
    List<String> calls = new ArrayList<>();
    String refusal =
        refusal(
            () ->
                calls.addAll(
                    sentences(
                        bridge
                            .engine
                            .preview()
                            .of(APP, stage -> String.valueOf(step.apply(stage.provisioning())))
                            .planned()
                            .calls())));
    return new Outcome(calls, refusal);
  }

  private static @Nullable String refusal(Runnable request) {
    try {
      request.run();
      return null;
    } catch (Fault refused) {
      return refused.detail();
    }
  }

  private static Function<Provisioning, ?> step(
      Random random, List<User> users, List<ResourceId> groups, int i) {
    int number = random.nextInt(6);
    ResourceId group = groups.get(random.nextInt(groups.size()));
    User user = users.isEmpty() ? null : users.get(random.nextInt(users.size()));
    int which = user == null ? 0 : random.nextInt(7);
    if (which == 0) {
      return on -> on.createUser(REQUEST, none -> new UserDraft(person(number, i), null));
    }
    return switch (which) {
      case 1, 2 ->
          on ->
              on.changeUser(
                  REQUEST,
                  user.id(),
                  current -> {
                    Attributes next = person(Integer.parseInt(current.userName().substring(4)), i);
                    return new UserDraft(next, null);
                  });
      case 3, 4 -> on -> change(on, group, new MemberDelta(false, Set.of(), add(user.id())));
      case 5 -> on -> change(on, group, new MemberDelta(false, Set.of(user.id()), Set.of()));
      default ->
          on -> {
            on.deleteUser(REQUEST, user.id(), current -> {});
            return null;
          };
    };
  }

  private static Attributes person(int number, int i) {
    return attributes(
        """
        {"userName":"user%d","active":%s,"title":"%s","nickName":"n%d",
         "emails":[{"value":"user%d%s@example.org","primary":true}]}
        """
            .formatted(
                number,
                i % 5 != 0,
                i % 2 == 0 ? "Nurse" : "Clerk",
                i,
                number,
                i % 3 == 0 ? ".new" : ""));
  }

  private static Object change(Provisioning on, ResourceId group, MemberDelta delta) {
    return on.changeGroup(
        REQUEST,
        group,
        (current, in) -> new GroupDraft(displayNamed(current.displayName()), delta));
  }

  private static List<User> users(ProvisioningFixture bridge) {
    return bridge.directory.<List<User>>read(tx -> tx.resources().users(APP, "", 100));
  }

  /** What a preview could have left behind. */
  private static List<?> kept(ProvisioningFixture bridge) {
    List<User> users = users(bridge);
    return bridge.directory.<List<?>>read(
        tx ->
            List.of(
                users,
                tx.accounts().ofUsers(APP, users.stream().map(User::id).toList()),
                tx.policyGroups().ofApp(APP),
                AuditTrail.newest(tx.audit(), APP, 1).stream()
                    .map(Audit.Entry::toString)
                    .toList()));
  }

  private static void quiet(ProvisioningFixture bridge) {
    eventually(
        "everything in step",
        () ->
            bridge.directory.<Boolean>read(
                tx ->
                    tx.accounts().pending(APP, 1).isEmpty()
                        && tx.poolGroups().pending(APP, 1).isEmpty()));
  }

  private static List<String> sentences(List<CognitoCall> calls) {
    return List.copyOf(calls).stream().map(CognitoCall::describe).toList();
  }
}
