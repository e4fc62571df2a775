package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.REQUEST;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.displayNamed;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Group;
import scimbridge.identity.User;
import scimbridge.plan.CognitoCall;
import scimbridge.provisioning.Preview.Shown;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.UserDraft;

/** A preview says what would happen, and nothing happens. */
class PreviewTest {
  @TempDir Path folder;
  private ProvisioningFixture bridge;
  private final List<CognitoCall> made = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() {
    bridge = new ProvisioningFixture(folder);
    bridge.interposed =
        (call, pool) -> {
          made.add(call);
          return pool.attempt(call);
        };
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void theCallsOfACreationAreShownInOrderWithTheirCostAndNothingIsKept() {
    Shown<User> shown = preview(on -> on.createUser(REQUEST, none -> draft("ann")).resource());

    assertThat(shown.answer().userName()).isEqualTo("ann");
    assertThat(shown.planned().lines())
        .containsExactly(
            "1. create account 'ann' in pool customers",
            "2. confirm account 'ann' in pool customers with a random password",
            "cost: requests of quota 1 UserAccountRecovery, 1 UserCreation;"
                + " monthly active users: 1");
    assertThat(made).isEmpty();
    assertThat(bridge.users()).isZero();
    assertThat(bridge.nameIsFree("ann")).isTrue();
  }

  @Test
  void whatFollowsForTheMembersOfAGroupIsPartOfThePreview() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");

    Shown<Group> shown =
        preview(
            on ->
                on.createGroup(
                        REQUEST,
                        (group, in) ->
                            new GroupDraft(
                                displayNamed("Sales"),
                                new MemberDelta(false, Set.of(), add(ann.id(), bob.id()))))
                    .resource());

    assertThat(sentences(shown.planned().calls()))
        .containsExactlyInAnyOrder(
            "create group 'Sales' in pool customers",
            "add account 'ann' to group 'Sales' in pool customers",
            "add account 'bob' to group 'Sales' in pool customers");
    assertThat(shown.planned().requests())
        .containsEntry("UserPoolResourceUpdate", 1)
        .containsEntry("UserUpdate", 2);
    assertThat(bridge.groupsInPool()).isEmpty();
  }

  @Test
  void whatKeepsTheStoreFromOthersTooLongIsRefused() {
    Fault late =
        catchThrowableOfType(
            Fault.class,
            () ->
                preview(
                    on -> {
                      on.createUser(REQUEST, none -> draft("ann"));
                      bridge.ahead = bridge.ahead.plus(Preview.LONGEST).plusSeconds(1);
                      // As an operation of many does.
                      return catchThrowableOfType(
                          Fault.class, () -> on.createUser(REQUEST, none -> draft("bob")));
                    }));

    assertThat(late.kind()).isEqualTo(Fault.Kind.TOO_LARGE);
    assertThat(late.detail()).contains("fewer operations");
    assertThat(bridge.users()).isZero();
  }

  @Test
  void oneRequestOfAnAppIsPreviewedAtATime() {
    Preview preview = bridge.engine.preview();
    Function<Preview.Stage, User> creation =
        stage -> stage.provisioning().createUser(REQUEST, none -> draft("ann")).resource();

    Fault refused =
        preview
            .of(APP, stage -> catchThrowableOfType(Fault.class, () -> preview.of(APP, creation)))
            .answer();

    assertThat(refused.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(refused.detail()).contains("one at a time");
    assertThat(preview.of(APP, creation).answer().userName()).isEqualTo("ann");
  }

  @Test
  void ofMoreAccountsThanArePlannedOneByOneTheRestIsCounted() {
    User ann = bridge.create("ann");
    User bob = bridge.create("bob");
    User cid = bridge.create("cid");

    PlannedCalls planned =
        bridge
            .engine
            .preview(1)
            .of(
                APP,
                stage ->
                    stage
                        .provisioning()
                        .createGroup(
                            REQUEST,
                            (group, in) ->
                                new GroupDraft(
                                    displayNamed("Sales"),
                                    new MemberDelta(
                                        false, Set.of(), add(ann.id(), bob.id(), cid.id())))))
            .planned();

    assertThat(sentences(planned.calls())).hasSize(2);
    assertThat(planned.accountsLeftOut()).isEqualTo(2);
    assertThat(planned.lines())
        .contains("note: 2 more accounts would follow; they are not planned one by one here");
  }

  @Test
  void whatWouldBeRefusedIsRefusedWithTheSameWords() {
    bridge.create("ann");

    Fault previewed =
        catchThrowableOfType(
            Fault.class, () -> preview(on -> on.createUser(REQUEST, none -> draft("Ann"))));
    Fault real = catchThrowableOfType(Fault.class, () -> bridge.create("Ann"));

    assertThat(previewed.kind()).isEqualTo(real.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    assertThat(previewed.detail()).isEqualTo(real.detail());
  }

  @Test
  void anAccountOfWhichNothingIsKnownForSureIsLookedAtFirst() {
    User ann = bridge.create("ann");
    bridge.interposed =
        (call, pool) ->
            call instanceof CognitoCall.AdminUpdateUserAttributes
                ? new Outcome.Lost("the cable was cut")
                : pool.attempt(call);
    bridge.replace(ann.id(), ProvisioningFixture.attributes("{\"userName\":\"ann\"}"));

    PlannedCalls planned = bridge.engine.preview().pending(APP, ann.id());

    assertThat(planned.lines())
        .containsSequence(
            "1. look at account 'ann' in pool customers",
            "note: what follows for account 'ann' in pool customers depends on what Cognito"
                + " answers to that");
  }

  @Test
  void whatAPoolIsMustBeKnownBeforeAnythingIsShown() {
    bridge.emulator.close();

    Fault closed =
        catchThrowableOfType(
            Fault.class, () -> preview(on -> on.createUser(REQUEST, none -> draft("ann"))));

    assertThat(closed.kind()).isEqualTo(Fault.Kind.BUSY);
    assertThat(closed.detail()).contains("customers");
  }

  /** The one promise that matters: what a preview shows is what is then done. */
  @Test
  void whatIsShownIsWhatIsThenDone() {
    long seed = 20261125;
    Random random = new Random(seed);
    List<User> users = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      users.add(bridge.create("user" + i));
    }
    groups.add(bridge.group("First"));
    groups.add(bridge.group("Second"));
    int compared = 0;
    for (int i = 0; i < 50; i++) {
      Function<Provisioning, ?> step = step(random, users, groups, i);
      List<String> shown = sentences(preview(step).planned().calls());
      quiet(users);
      made.clear();

      step.apply(bridge.engine.writes());
      quiet(users);

      assertThat(sentences(List.copyOf(made)))
          .as("step %d of seed %d", i, seed)
          .containsExactlyInAnyOrderElementsOf(shown);
      compared += shown.size();
    }
    assertThat(compared).isGreaterThan(40);
  }

  private static Function<Provisioning, ?> step(
      Random random, List<User> users, List<Group> groups, int i) {
    User user = users.get(random.nextInt(users.size()));
    Group group = groups.get(random.nextInt(groups.size()));
    return switch (random.nextInt(5)) {
      case 0 ->
          on ->
              on.changeUser(
                  REQUEST,
                  user.id(),
                  current ->
                      new UserDraft(
                          ProvisioningFixture.attributes(
                              "{\"userName\":\"%s\",\"active\":%s,\"nickName\":\"n%d\"}"
                                  .formatted(current.userName(), i % 2 == 0, i)),
                          null));
      case 1 ->
          on ->
              on.changeGroup(
                  REQUEST,
                  group.id(),
                  (current, in) ->
                      new GroupDraft(
                          current.attributes(), new MemberDelta(false, Set.of(), add(user.id()))));
      case 2 ->
          on ->
              on.changeGroup(
                  REQUEST,
                  group.id(),
                  (current, in) ->
                      new GroupDraft(
                          current.attributes(),
                          new MemberDelta(false, Set.of(user.id()), Set.of())));
      case 3 ->
          on ->
              on.changeGroup(
                  REQUEST,
                  group.id(),
                  (current, in) -> new GroupDraft(displayNamed("Group " + i), MemberDelta.NONE));
      default ->
          on ->
              on.changeGroup(
                  REQUEST,
                  group.id(),
                  (current, in) ->
                      new GroupDraft(
                          current.attributes(),
                          new MemberDelta(
                              true,
                              Set.of(),
                              add(
                                  users.stream()
                                      .limit(i % 6)
                                      .map(User::id)
                                      .toArray(scimbridge.identity.ResourceId[]::new)))));
    };
  }

  /** Until nothing is under way for anybody. */
  private void quiet(List<User> users) {
    eventually(
        "everybody in step",
        () -> bridge.engine.preview().pending(APP).calls().isEmpty() && settled());
  }

  private boolean settled() {
    return bridge.directory.<Boolean>read(
        tx -> tx.accounts().pending(APP, 1).isEmpty() && tx.poolGroups().pending(APP, 1).isEmpty());
  }

  private <T> Shown<T> preview(Function<Provisioning, T> request) {
    return bridge.engine.preview().of(APP, stage -> request.apply(stage.provisioning()));
  }

  private static UserDraft draft(String userName) {
    return new UserDraft(named(userName), null);
  }

  private static List<String> sentences(List<CognitoCall> calls) {
    return calls.stream().map(CognitoCall::describe).toList();
  }
}
