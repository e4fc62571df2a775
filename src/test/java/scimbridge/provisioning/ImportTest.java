package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.APP;
import static scimbridge.provisioning.ProvisioningFixture.add;
import static scimbridge.provisioning.ProvisioningFixture.attributes;
import static scimbridge.provisioning.ProvisioningFixture.eventually;
import static scimbridge.provisioning.ProvisioningFixture.named;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.directory.Account;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Progress;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Narrowing;
import scimbridge.policy.App;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;

/** A pool that was there before the bridge: taken in, found, adopted piece by piece. */
class ImportTest {
  private ProvisioningFixture bridge;

  @BeforeEach
  void start(@TempDir Path folder) {
    bridge = new ProvisioningFixture(folder);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void account(String username, String... attributes) {
    bridge.cognito.adminCreateUser(
        request -> {
          request
              .userPoolId(bridge.userPoolId)
              .username(username)
              .messageAction(MessageActionType.SUPPRESS);
          List<
                  Consumer<
                      software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType
                          .Builder>>
              list = new ArrayList<>();
          for (int i = 0; i < attributes.length; i += 2) {
            String name = attributes[i];
            String value = attributes[i + 1];
            list.add(attribute -> attribute.name(name).value(value));
          }
          request.userAttributes(list.toArray(Consumer[]::new));
        });
  }

  private void person(String username) {
    account(
        username,
        "email",
        username + "@example.org",
        "email_verified",
        "true",
        "given_name",
        "Ann",
        "family_name",
        "Lee",
        "phone_number",
        "+4930123456");
  }

  private void group(String name, String... members) {
    bridge.cognito.createGroup(request -> request.userPoolId(bridge.userPoolId).groupName(name));
    for (String member : members) {
      join(name, member);
    }
  }

  private void join(String group, String member) {
    bridge.cognito.adminAddUserToGroup(
        request -> request.userPoolId(bridge.userPoolId).groupName(group).username(member));
  }

  private List<String> takeIn() {
    return takeIn(false);
  }

  private List<String> takeIn(boolean dryRun) {
    List<String> lines = new ArrayList<>();
    bridge.engine.importing().run(new Importing.Order(APP, null, dryRun), lines::add);
    return lines;
  }

  private User user(String userName) {
    return bridge.directory.<User>read(
        tx -> {
          ResourceId id = tx.names().holder(Name.userName(APP, userName)).orElseThrow().resource();
          return tx.resources().user(APP, id).orElseThrow();
        });
  }

  private Known known(String userName) {
    return bridge.link(user(userName).id()).orElseThrow().known();
  }

  private Group inDirectory(String displayName) {
    return bridge
        .directory
        .<List<Group>>read(
            tx ->
                tx
                    .resources()
                    .page(APP, ResourceType.GROUP, new Narrowing.Everything(), 0, 100)
                    .stream()
                    .map(Group.class::cast)
                    .toList())
        .stream()
        .filter(group -> group.displayName().equals(displayName))
        .findFirst()
        .orElseThrow();
  }

  private Set<ResourceId> membersOf(String displayName) {
    ResourceId group = inDirectory(displayName).id();
    return bridge.directory.<List<Member>>read(tx -> tx.members().of(APP, group)).stream()
        .map(Member::id)
        .collect(java.util.stream.Collectors.toSet());
  }

  /** Calls other than those by which this test looks and fills the pool. */
  private Map<String, Long> calls() {
    Map<String, Long> calls = new TreeMap<>();
    bridge.emulator.controls().calls().forEach((name, count) -> calls.put(name, (long) count));
    return calls;
  }

  private static Attributes with(User user, String name, String value) {
    ObjectNode document = user.attributes().toNode();
    document.put(name, value);
    return Attributes.of(document);
  }

  @Test
  void everybodyIsFoundAndNothingIsChanged() {
    for (int i = 0; i < 130; i++) {
      person("user" + i);
    }
    group("Domain+Admins", "user0", "user1");
    group("Sales", "user129");
    Map<String, Long> before = calls();

    List<String> lines = takeIn();

    assertThat(lines)
        .last()
        .isEqualTo(
            "Pool customers: 130 accounts: 130 taken in, 0 there already, 0 left out. 2 groups: 2"
                + " taken in, 0 there already, 0 left out. 3 memberships taken in, 0 of accounts"
                + " that the app does not have.");
    Map<String, Long> after = calls();
    after.keySet().removeIf(name -> name.startsWith("List") || name.equals("DescribeUserPool"));
    before.keySet().removeIf(name -> name.startsWith("List") || name.equals("DescribeUserPool"));
    assertThat(after).isEqualTo(before);
    assertThat(bridge.users()).isEqualTo(130);
    User user = user("user7");
    assertThat(user.attributes())
        .isEqualTo(
            attributes(
                """
                {"userName":"user7","active":true,"name":{"familyName":"Lee","givenName":"Ann"},
                 "emails":[{"type":"work","primary":true,"value":"user7@example.org"}],
                 "phoneNumbers":[{"type":"mobile","primary":true,"value":"+4930123456"}]}
                """));
    assertThat(known("user7")).isEqualTo(Known.LISTED);
    assertThat(membersOf("Domain Admins"))
        .containsExactlyInAnyOrder(user("user0").id(), user("user1").id());
    assertThat(membersOf("Sales")).containsExactly(user("user129").id());
  }

  @Test
  void aSecondRunPassesOverWhatIsThere() {
    person("ann");
    group("Sales", "ann");
    takeIn();
    person("bob");
    join("Sales", "bob");

    assertThat(takeIn())
        .containsExactly(
            "Pool customers: 1 of its accounts belong to users of app 'okta' already; the import"
                + " goes on with the others.",
            "Pool customers: 2 accounts: 1 taken in, 1 there already, 0 left out. 1 groups: 0 taken"
                + " in, 1 there already, 0 left out. 1 memberships taken in, 0 of accounts that the"
                + " app does not have.");
    assertThat(membersOf("Sales")).hasSize(2);
  }

  @Test
  void aChangeAdoptsAndLosesNothing() {
    account(
        "ann",
        "email",
        "ann@example.org",
        "email_verified",
        "true",
        "given_name",
        "Ann",
        "locale",
        "en-GB",
        "website",
        "https://example.org");
    takeIn();
    Map<String, String> before = bridge.attributesOf("ann");

    bridge.replace(user("ann").id(), with(user("ann"), "displayName", "Ann Lee"));

    assertThat(known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.state(user("ann").id())).isEqualTo(Progress.State.IN_STEP);
    Map<String, String> after = bridge.attributesOf("ann");
    assertThat(after).containsAllEntriesOf(before).containsEntry("name", "Ann Lee");
    before.put("name", "Ann Lee");
    before.put("preferred_username", "ann");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aDeletionLeavesTheAccountAndGivesItsNamesBack() {
    person("ann");
    takeIn();
    Map<String, Long> before = calls();

    bridge.delete(user("ann").id());

    assertThat(calls()).isEqualTo(before);
    assertThat(bridge.users()).isZero();
    assertThat(bridge.account("ann").orElseThrow().enabled()).isTrue();
    assertThat(bridge.nameIsFree("ann")).isTrue();
    assertThat(takeIn()).last().asString().contains("1 accounts: 1 taken in");
  }

  @Test
  void aDeactivationAdoptsAndDisables() {
    person("ann");
    takeIn();

    bridge.setActive(user("ann").id(), false);

    assertThat(bridge.account("ann").orElseThrow().enabled()).isFalse();
    assertThat(known("ann")).isEqualTo(Known.OURS);
  }

  @Test
  void whatIsNeverAdoptedIsNotDeactivatedEither() {
    person("ann");
    bridge.restart(app -> app.with(App.Adopt.NEVER));
    takeIn();
    Map<String, Long> before = calls();

    bridge.replace(user("ann").id(), with(user("ann"), "title", "Boss"));
    Fault fault =
        catchThrowableOfType(Fault.class, () -> bridge.setActive(user("ann").id(), false));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    assertThat(fault.detail()).contains("account 'ann' in pool customers", "adopt: never");
    assertThat(user("ann").active()).isTrue();
    assertThat(user("ann").attributes().string("title")).contains("Boss");
    assertThat(known("ann")).isEqualTo(Known.LISTED);
    assertThat(calls()).isEqualTo(before);
  }

  @Test
  void aMemberWhoLeavesIsAdoptedAndTheOthersStayKnown() {
    person("ann");
    person("bob");
    person("eve");
    group("Sales", "ann", "bob");
    takeIn();

    bridge.change(
        inDirectory("Sales").id(),
        new MemberDelta(false, Set.of(user("ann").id()), add(user("eve").id())));

    eventually(
        "both followed",
        () -> bridge.groupsOf("ann").isEmpty() && !bridge.groupsOf("eve").isEmpty());
    eventually("settled", () -> bridge.state(user("ann").id()) == Progress.State.IN_STEP);
    assertThat(known("ann")).isEqualTo(Known.OURS);
    assertThat(known("bob")).isEqualTo(Known.LISTED);
    assertThat(bridge.groupsOf("bob")).containsExactly("Sales");
    assertThat(bridge.groupsOf("eve")).containsExactly("Sales");
  }

  @Test
  void aKnownGroupThatIsDeletedStaysInThePool() {
    person("ann");
    group("Sales", "ann");
    User ours = bridge.create("bob");
    join("Sales", "bob");
    takeIn();
    assertThat(membersOf("Sales")).containsExactlyInAnyOrder(user("ann").id(), ours.id());
    Map<String, Long> before = calls();

    bridge
        .engine
        .writes()
        .deleteGroup(ProvisioningFixture.REQUEST, inDirectory("Sales").id(), g -> {});

    assertThat(bridge.groupsInPool()).containsExactly("Sales");
    assertThat(bridge.groupsOf("ann")).containsExactly("Sales");
    assertThat(bridge.groupsOf("bob")).containsExactly("Sales");
    Map<String, Long> after = calls();
    after.keySet().removeIf(name -> name.startsWith("List") || name.startsWith("AdminList"));
    before.keySet().removeIf(name -> name.startsWith("List") || name.startsWith("AdminList"));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void anAccountThatStoodInTheWayBecomesKnown() {
    person("ann");
    Fault taken = catchThrowableOfType(Fault.class, () -> bridge.create("ann"));
    assertThat(taken.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    takeIn();

    bridge.replace(user("ann").id(), named("ann"));

    assertThat(known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.state(user("ann").id())).isEqualTo(Progress.State.IN_STEP);
  }

  @Test
  void aDryRunChangesNothing() {
    person("ann");
    group("Sales", "ann");

    assertThat(takeIn(true))
        .containsExactly(
            "Pool customers: 1 accounts: 1 to be taken in, 0 there already, 0 left out. 1 groups: 1"
                + " to be taken in, 0 there already, 0 left out. Members are counted when they are"
                + " taken in.");
    assertThat(bridge.users()).isZero();
    assertThat(bridge.nameIsFree("ann")).isTrue();
  }

  @Test
  void aRefusedChangeAdoptsNothing() {
    person("ann");
    person("bob");
    takeIn();
    Account before = bridge.link(user("ann").id()).orElseThrow();

    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> bridge.replace(user("ann").id(), with(user("ann"), "userName", "anna")));

    assertThat(fault.kind()).isEqualTo(Fault.Kind.MUTABILITY);
    assertThat(bridge.link(user("ann").id()).orElseThrow().known()).isEqualTo(before.known());
  }
}
