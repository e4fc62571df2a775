package scimbridge.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scimbridge.provisioning.ProvisioningFixture.POOL;
import static scimbridge.provisioning.ProvisioningFixture.attributes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.ListedUser;
import scimbridge.cognito.Outcome;
import scimbridge.directory.Account.Known;
import scimbridge.directory.Progress.State;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.User;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.mapping.Claim;
import scimbridge.policy.mapping.Mapping;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UsernameAttributeType;

/** What an import makes of pools of every kind, and what of a pool is left out. */
class ImportedKindsTest {
  @TempDir private Path folder;

  private ProvisioningFixture bridge;
  private ExistingPool pool;

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void start(UnaryOperator<CreateUserPoolRequest.Builder> kind) {
    start(kind, Pool.withDefaults(POOL));
  }

  private void start(UnaryOperator<CreateUserPoolRequest.Builder> kind, Pool rules) {
    bridge = ProvisioningFixture.withRules(folder, rules, kind);
    pool = new ExistingPool(bridge);
  }

  private static Attributes with(User user, String name, String value) {
    ObjectNode document = user.attributes().toNode();
    document.put(name, value);
    return Attributes.of(document);
  }

  @Test
  void namesThatDifferOnlyInCaseAreReported() {
    start(kind -> kind.usernameConfiguration(names -> names.caseSensitive(true)));
    pool.person("Ann");
    pool.person("ann");
    pool.person("bob");
    pool.group("Sales");
    pool.group("sales");

    List<String> dry = pool.takeIn(true);
    List<String> lines = pool.takeIn();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .matches(
            "not taken in: account '(ann|Ann)' would be user '(ann|Ann)', which differs from"
                + " '(ann|Ann)' only in case: .*");
    assertThat(lines.get(1))
        .matches(
            "not taken in: group '[sS]ales' would be group '[sS]ales', which differs from"
                + " '[sS]ales' only in case.*");
    assertThat(lines.get(2))
        .contains("3 accounts: 2 taken in, 0 there already, 1 left out", "2 groups: 1 taken in");
    assertThat(dry.getFirst()).isEqualTo(lines.getFirst());
    assertThat(bridge.users()).isEqualTo(2);
  }

  @Test
  void inAPoolOfAddressesTheAddressIsTheUserName() {
    start(kind -> kind.usernameAttributes(UsernameAttributeType.EMAIL));
    pool.account("ann@example.org", "email_verified", "true", "given_name", "Ann");
    pool.takeIn();
    User ann = pool.user("ann@example.org");
    Map<String, Long> before = pool.calls();

    assertThat(ann.attributes())
        .isEqualTo(
            attributes(
                """
                {"userName":"ann@example.org","active":true,"name":{"givenName":"Ann"},
                 "emails":[{"type":"work","primary":true,"value":"ann@example.org"}]}
                """));
    assertThat(bridge.replace(ann.id(), ann.attributes()).changed()).isFalse();
    bridge.replace(ann.id(), with(ann, "externalId", "00u1"));

    // The pool has no place for it, so nothing has to be done for it; but now it is ours.
    assertThat(pool.calls()).isEqualTo(before);
    assertThat(pool.known("ann@example.org")).isEqualTo(Known.OURS);
    bridge.delete(ann.id());
    assertThat(pool.everything()).isEmpty();
  }

  @Test
  void inAPoolWithAliasesItIsTheNameThatSignsIn() {
    start(
        kind ->
            kind.aliasAttributes(AliasAttributeType.EMAIL, AliasAttributeType.PREFERRED_USERNAME));
    pool.account("u1", "email", "ann@example.org", "email_verified", "true");
    pool.account("u2", "email", "bob@example.org", "email_verified", "false");
    bridge.cognito.adminSetUserPassword(
        r -> r.userPoolId(bridge.userPoolId).username("u2").password("Secret-12").permanent(true));
    pool.account("u3", "given_name", "Eve");
    bridge.cognito.adminSetUserPassword(
        r -> r.userPoolId(bridge.userPoolId).username("u3").password("Secret-12").permanent(true));
    bridge.cognito.adminUpdateUserAttributes(
        r ->
            r.userPoolId(bridge.userPoolId)
                .username("u3")
                .userAttributes(a -> a.name("preferred_username").value("eve")));
    pool.takeIn();

    assertThat(bridge.link(pool.user("ann@example.org").id()).orElseThrow().username())
        .isEqualTo("u1");
    assertThat(bridge.link(pool.user("u2").id()).orElseThrow().username()).isEqualTo("u2");
    User eve = pool.user("eve");
    assertThat(bridge.link(eve.id()).orElseThrow().username()).isEqualTo("u3");

    Fault taken = catchThrowableOfType(Fault.class, () -> bridge.create("eve"));
    assertThat(taken.kind()).isEqualTo(Fault.Kind.UNIQUENESS);
    bridge.replace(eve.id(), with(eve, "displayName", "Eve Lee"));
    assertThat(bridge.state(eve.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.attributesOf("u3"))
        .containsEntry("preferred_username", "eve")
        .containsEntry("name", "Eve Lee")
        .containsEntry("given_name", "Eve");
    // Its Username is its userName: that needs no alias, and Cognito would not give it one.
    User bob = pool.user("u2");
    bridge.replace(bob.id(), with(bob, "displayName", "Bob"));
    assertThat(bridge.state(bob.id())).isEqualTo(State.IN_STEP);
    assertThat(bridge.attributesOf("u2"))
        .containsEntry("name", "Bob")
        .doesNotContainKey("preferred_username");
  }

  @Test
  void whereUsernamesAreScimIdsAnAccountComesBackUnderItsOwn() {
    Pool rules =
        new Pool(
            POOL, Pool.UsernameRule.ID, FirstSignIn.CONFIRMED, true, false, Mapping.standard());
    start(kind -> kind, rules);
    String id = "0b9f2c8e-3f0a-4a53-9c55-7f0a5d7c9a11";
    pool.account(id, "preferred_username", "ann");

    pool.takeIn();

    assertThat(pool.user("ann").id().value()).isEqualTo(id);
  }

  @Test
  void aMappingOfOnesOwnIsReadBackwards() {
    Schemas schemas = Schemas.bundled();
    String enterprise = Schemas.ENTERPRISE_USER;
    Mapping mapping =
        Mapping.standard()
            .with(
                List.of(
                    Claim.off("preferred_username"),
                    Claim.ofPath(
                        "zoneinfo",
                        "addresses[type eq \"work\"].region",
                        schemas,
                        Claim.When.ALWAYS),
                    Claim.ofPath(
                        "website",
                        "addresses[type eq \"work\"].country",
                        schemas,
                        Claim.When.ALWAYS),
                    Claim.ofPath(
                        "gender", enterprise + ":manager.value", schemas, Claim.When.ALWAYS),
                    Claim.ofPath("nickname", "externalId", schemas, Claim.When.ALWAYS)));
    start(kind -> kind, new Pool(POOL, null, FirstSignIn.CONFIRMED, true, false, mapping));
    pool.account(
        "ann", "zoneinfo", "Kent", "website", "GB", "gender", "boss-1", "nickname", "x-17");
    List<String> all = pool.everything();

    assertThat(pool.takeIn()).hasSize(1);

    User ann = pool.user("ann");
    assertThat(ann.attributes())
        .isEqualTo(
            attributes(
                """
                {"userName":"ann","active":true,"externalId":"x-17",
                 "addresses":[{"type":"work","country":"GB","region":"Kent"}],
                 "%s":{"manager":{"value":"boss-1"}}}
                """
                    .formatted(enterprise)));
    bridge.replace(ann.id(), with(ann, "title", "Countess"));
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(pool.everything()).isEqualTo(all);
  }

  @Test
  void whatAUserCannotSayIsLeftAloneUntilTheClientSpeaksOfIt() {
    Mapping mapping =
        Mapping.standard()
            .with(
                List.of(
                    Claim.ofPath("zoneinfo", "displayName", Schemas.bundled(), Claim.When.ALWAYS)));
    start(kind -> kind, new Pool(POOL, null, FirstSignIn.CONFIRMED, true, false, mapping));
    pool.account("ann", "preferred_username", "Annie", "name", "Ann", "zoneinfo", "Asia/Tokyo");

    assertThat(pool.takeIn())
        .contains(
            "preferred_username of 1 account is not what the mapping makes of the user. It is left"
                + " alone until the client changes what it is made of.",
            "zoneinfo of 1 account is not what the mapping makes of the user. It is left alone until"
                + " the client changes what it is made of.");
    User ann = pool.user("ann");
    bridge.replace(ann.id(), with(ann, "nickName", "Nan"));
    assertThat(pool.known("ann")).isEqualTo(Known.OURS);
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("nickname", "Nan")
        .containsEntry("zoneinfo", "Asia/Tokyo")
        .containsEntry("preferred_username", "Annie");

    bridge.replace(ann.id(), with(pool.user("ann"), "displayName", "Ann Lee"));
    assertThat(bridge.attributesOf("ann"))
        .containsEntry("name", "Ann Lee")
        .containsEntry("zoneinfo", "Ann Lee")
        .containsEntry("preferred_username", "Annie");
    bridge.replace(ann.id(), with(pool.user("ann"), "displayName", "Ann"));
    assertThat(bridge.attributesOf("ann")).containsEntry("zoneinfo", "Ann");
    assertThat(bridge.state(ann.id())).isEqualTo(State.IN_STEP);
  }

  @Test
  void whoCannotBeVouchedForStaysOut() {
    start(kind -> kind);
    pool.person("ann");
    pool.person("eve");
    pool.person("Google_42");
    pool.group(bridge.userPoolId + "_Google", "Google_42");
    pool.group("100%", "ann");
    pool.group("Sales", "ann", "eve");
    bridge.interposed =
        (call, real) ->
            real.attempt(call) instanceof Outcome.UserPage page
                ? new Outcome.UserPage(
                    page.users().stream().map(ImportedKindsTest::withStatus).toList(), page.next())
                : real.attempt(call);

    assertThat(pool.takeIn())
        .contains(
            "not taken in: account 'eve' is a sign-up that nobody has confirmed, so that its address"
                + " may be anybody's.",
            "not taken in: account 'Google_42' was made by signing in at an external identity"
                + " provider, which writes it at each sign-in.",
            "not taken in: group '100%' has a name that no displayName becomes.",
            "not taken in: group '"
                + bridge.userPoolId
                + "_Google' is one of those that Cognito makes for an identity provider.",
            "Pool customers: 3 accounts: 1 taken in, 0 there already, 2 left out. 3 groups: 1 taken"
                + " in, 0 there already, 2 left out. 1 memberships taken in, 1 of accounts that the"
                + " app does not have.");
  }

  private static ListedUser withStatus(ListedUser user) {
    String status =
        switch (user.username()) {
          case "eve" -> "UNCONFIRMED";
          case "Google_42" -> Wishes.EXTERNAL;
          default -> user.status();
        };
    return new ListedUser(
        user.username(),
        user.sub(),
        user.attributes(),
        user.enabled(),
        status,
        user.createdAt(),
        user.lastModified());
  }
}
