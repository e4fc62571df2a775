package scimbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.fault.Fault;
import scimbridge.http.AddressRange;
import scimbridge.http.HttpLimits;
import scimbridge.http.HttpSettings;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceType;
import scimbridge.policy.App;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Deprovisioning.Action;
import scimbridge.policy.Deprovisioning.Rule;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Guard;
import scimbridge.policy.Operations;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.ReconcileRule;
import scimbridge.policy.mapping.Mapping;
import scimbridge.scim.ScimLimits;

class BridgeConfigTest {
  private static final String MINIMAL =
      """
      pools:
        main: {region: eu-central-1, userPoolId: eu-central-1_Abc}
      apps:
        entra:
          policies: [{for: DEFAULT, pools: [main]}]
      """;

  @TempDir private Path folder;

  @Test
  void a_minimal_file_means_defaults_everywhere() throws Exception {
    BridgeConfig config = read(MINIMAL);
    assertThat(config.data()).isEqualTo(folder.resolve("data"));
    assertThat(config.http()).isEqualTo(HttpSettings.loopback(8080));
    assertThat(config.store())
        .isEqualTo(new StoreSettings.Sqlite(folder.resolve("data/bridge.db")));
    PoolSettings pool = config.pools().getFirst();
    assertThat(pool.rules().id()).isEqualTo(new PoolId("main"));
    assertThat(pool.rules().firstSignIn()).isEqualTo(Pool.FirstSignIn.CONFIRMED);
    assertThat(pool.rules().usernameRule()).isEmpty();
    assertThat(pool.aws().credentials()).isEqualTo(new PoolCredentials.DefaultChain());
    assertThat(pool.quotaShare()).isEqualTo(60);
    assertThat(config.apps())
        .containsExactly(App.withDefaults(new AppId("entra"), List.of(new PoolId("main"))));
  }

  @Test
  void policies_say_for_whom_where_and_with_which_groups() throws Exception {
    App app =
        read(MINIMAL.replace(
                "policies: [{for: DEFAULT, pools: [main]}]",
                """
                policies:
                      - {for: DEFAULT, pools: [main], groups: [staff, "c++"]}
                      - {for: {group: Sales}, pools: [main]}
                      - {for: {groups: [Sales, EMEA], groupId: x1}, pools: [main]}
                      - {for: {groupExternalId: 00g1}, pools: [main]}
                      - {for: {filter: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Sales"'}, pools: [main]}
                """))
            .apps()
            .getFirst();

    assertThat(app.policies())
        .extracting(Policy::name)
        .containsExactly(
            "DEFAULT",
            "group 'Sales'",
            "group 'Sales', group 'EMEA', group with id x1",
            "group with externalId '00g1'",
            "filter urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq"
                + " \"Sales\"");
    assertThat(app.policies().getFirst().grants()).containsExactly("c++", "staff");
  }

  @Test
  void operations_and_rules_for_leaving_are_read() throws Exception {
    App app =
        read(MINIMAL
                + """
                    operations: {create: false, update: false, delete: false, passwordSync: temporary, whenOff: skip}
                    deprovisioning:
                      unassigned: {action: delete, deleteAfter: 7d}
                      inactive: {action: delete, deleteAfter: 30m}
                      deleted: {action: leave}
                """)
            .apps()
            .getFirst();

    assertThat(app.operations())
        .isEqualTo(
            new Operations(
                false, false, false, Operations.PasswordSync.TEMPORARY, Operations.WhenOff.SKIP));
    assertThat(app.deprovisioning())
        .isEqualTo(
            new Deprovisioning(
                new Rule(Action.DELETE, Duration.ofDays(7)),
                new Rule(Action.DELETE, Duration.ofMinutes(30)),
                new Rule(Action.LEAVE, Duration.ZERO)));
  }

  @Test
  void the_rules_for_groups_are_read() throws Exception {
    App app =
        read(MINIMAL
                + """
                        groups: none
                        groupPrefix: okta-
                        shareGroups: true
                        rename: pin
                    """)
            .apps()
            .getFirst();

    assertThat(app.groups())
        .isEqualTo(
            new GroupRules(GroupRules.Which.NONE, List.of(), "okta-", true, GroupRules.Rename.PIN));
    assertThat(problems(MINIMAL + "    groupPrefix: two words\n"))
        .singleElement()
        .asString()
        .contains("groupPrefix: 'two words' is not the beginning of a Cognito group's name");
  }

  @Test
  void what_is_wrong_with_a_policy_is_said_with_its_line() {
    assertThat(
            problems(
                MINIMAL.replace(
                    "policies: [{for: DEFAULT, pools: [main]}]",
                    """
                        policies:
                              - {for: {filter: 'departement eq "Sales"'}, pools: [main]}
                              - {for: {filter: 'groups.display eq "Sales"'}, pools: [main]}
                              - {for: {group: A, filter: 'title pr'}, pools: [main]}
                              - {for: {}, pools: [main]}
                              - {for: {group: A}, pools: [main], groups: [two words]}
                              - {for: {group: A}, pools: [main]}
                              - {for: everybody, pools: [main]}
                            deprovisioning: {inactive: {action: leave}}
                        """)))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("6: apps.entra.policies[0].for.filter:")
                    .contains("departement"),
            line ->
                assertThat(line)
                    .startsWith("7: apps.entra.policies[1].for.filter:")
                    .contains("for groups there is 'group'"),
            line -> assertThat(line).startsWith("8: ").contains("not both"),
            line -> assertThat(line).startsWith("9: ").contains("needs groups or a filter"),
            line -> assertThat(line).startsWith("10: ").contains("no spaces"),
            line -> assertThat(line).startsWith("11: ").contains("already"),
            line -> assertThat(line).startsWith("12: ").contains("DEFAULT, or one of"),
            line -> assertThat(line).startsWith("13: ").contains("delete, disable"));
  }

  @Test
  void every_key_is_read() throws Exception {
    BridgeConfig config =
        read(
            """
            data: /var/lib/bridge
            listen:
              host: 0.0.0.0
              port: 8443
              publicUrl: https://scim.example.com/scim/v2
              trustedProxies: [10.0.0.0/8, "fd00::/8", 192.0.2.7]
              tls: {certificate: tls/chain.pem, key: /etc/key.pem}
            limits:
              maxBody: 2MiB
              bodyTimeout: 5s
              maxBodyMemory: 8MiB
              maxReads: 7
              maxWrites: 8
              requestsPerSecond: 9
              maxJsonDepth: 10
              maxFilterLength: 1000
              maxPageSize: 50
              defaultPageSize: 20
              maxPatchOperations: 30
              maxMembers: 40
              maxBulkOperations: 50
              scanLimit: 60
              cursorTimeout: 70m
            store:
              postgres: {url: 'jdbc:postgresql://db/scim', user: scim, password: pw, connections: 5}
            pools:
              staff:
                region: eu-west-1
                userPoolId: local_1
                endpoint: http://localhost:9229
                credentials:
                  accessKeyId: AKIA1234
                  secretAccessKey: s3cret
                  assumeRole: {arn: 'arn:aws:iam::123456789012:role/x', externalId: e-1}
                quotaShare: 25%
                username: primaryEmail
                signOut: false
                projection: strict
            apps:
              okta:
                operations: {create: false, update: false, delete: false, passwordSync: permanent}
                policies: [{for: DEFAULT, pools: [staff]}]
                groups: none
                strict: true
                onDuplicate: match
                requestWait: 500ms
                memberWait: 0
                whenBusy: reject
                maxPendingAge: 1h
                reconcile: {every: 12h, repair: true}
                guard: {share: 5%, atLeast: 7}
              entra:
                policies: [{for: DEFAULT, pools: [staff]}]
                guard: "off"
              ping:
                policies: [{for: DEFAULT, pools: [staff]}]
            """);
    HttpSettings http = config.http();
    assertThat(http.port()).isEqualTo(8443);
    assertThat(http.fixedUrl()).hasValue(URI.create("https://scim.example.com/scim/v2"));
    assertThat(http.trustedProxies())
        .isEqualTo(
            Stream.of("10.0.0.0/8", "fd00::/8", "192.0.2.7/32")
                .map(range -> AddressRange.parse(range).orElseThrow())
                .toList());
    assertThat(http.limits())
        .isEqualTo(
            new HttpLimits(2 * 1024 * 1024, Duration.ofSeconds(5), 8 * 1024 * 1024, 7, 8, 9));
    assertThat(config.limits())
        .isEqualTo(
            new ScimLimits(
                10, 1000, 50, 20, 30, 40, 50, 2 * 1024 * 1024, 60, Duration.ofMinutes(70)));
    assertThat(http.tls())
        .isEqualTo(new HttpSettings.Tls(folder.resolve("tls/chain.pem"), Path.of("/etc/key.pem")));
    assertThat(config.store())
        .isEqualTo(
            new StoreSettings.Postgres("jdbc:postgresql://db/scim", "scim", new Secret("pw"), 5));
    PoolSettings pool = config.pools().getFirst();
    assertThat(pool.aws().endpoint()).isEqualTo(URI.create("http://localhost:9229"));
    assertThat(pool.aws().credentials())
        .isEqualTo(
            new PoolCredentials.AssumeRole(
                "arn:aws:iam::123456789012:role/x",
                "e-1",
                "scim-bridge",
                new PoolCredentials.StaticKeys("AKIA1234", "s3cret", null)));
    assertThat(pool.quotaShare()).isEqualTo(25);
    assertThat(pool.rules().usernameRule()).hasValue(Pool.UsernameRule.PRIMARY_EMAIL);
    assertThat(pool.rules().signOut()).isFalse();
    assertThat(pool.rules().strictProjection()).isTrue();
    App app = config.apps().getFirst();
    assertThat(app.operations().create()).isFalse();
    assertThat(app.groups()).isEqualTo(GroupRules.NONE);
    assertThat(app.requestWait()).isEqualTo(Duration.ofMillis(500));
    assertThat(app.memberWait()).isZero();
    assertThat(app.whenBusy()).isEqualTo(App.WhenBusy.REJECT);
    assertThat(app.maxPendingAge()).isEqualTo(Duration.ofHours(1));
    assertThat(app.reconcile()).isEqualTo(new ReconcileRule(Duration.ofHours(12), true));
    assertThat(config.apps())
        .extracting(App::guard)
        .containsExactly(new Guard(true, 5, 7), Guard.OFF, Guard.DEFAULT);
    assertThat(config.toString()).doesNotContain("s3cret").doesNotContain("pw");
  }

  @Test
  void all_problems_come_at_once_with_their_lines() {
    assertThat(
            problems(
                """
                listen:
                  prot: 80
                  port: eighty
                limits:
                  maxBody: 1TB
                  maxReads: 0
                  maxPageSize: 50
                  defaultPageSize: 51
                pools:
                  main:
                    region: Frankfurt
                  other: {region: eu-west-1, userPoolId: us-east-1_X}
                apps:
                  entra:
                    policies: [{for: DEFAULT, pools: [mian]}]
                    requestWait: 3 s
                    strict: yes
                colour: blue
                """))
        .containsExactly(
            "2: listen.prot: unknown key; did you mean 'port'?",
            "3: listen.port: 'eighty' is not a whole number",
            "5: limits.maxBody: '1TB' is not a size such as 512KiB or 4MiB",
            "6: limits.maxReads: '0' is not between 2 and 10000",
            "8: limits.defaultPageSize: '51' is not between 1 and 50",
            "11: pools.main.region: 'Frankfurt' is not an AWS region such as eu-central-1",
            "11: pools.main.userPoolId: is missing",
            "12: pools.other.userPoolId: does not belong to the region eu-west-1",
            "15: apps.entra.policies[0].pools: 'mian' is not a pool; did you mean 'main'?",
            "16: apps.entra.requestWait: '3 s' is not a duration such as 500ms, 3s, 15m, 24h or 7d",
            "17: apps.entra.strict: 'yes' is not one of false, true",
            "18: colour: unknown key; known here: apps, audit, data, limits, listen, pools, schemas, store");
  }

  @Test
  void schemas_come_from_a_folder_too() throws Exception {
    Path schemas = Files.createDirectory(folder.resolve("extensions"));
    Files.writeString(
        schemas.resolve("locker.json"),
        """
        {"id": "urn:example:params:scim:schemas:extension:locker:1.0:User", "name": "Locker",
         "attributes": [{"name": "locker", "type": "string", "multiValued": false,
           "required": false, "mutability": "readWrite", "returned": "default"}]}
        """);
    assertThat(read(MINIMAL + "schemas: extensions\n").schemas().find(ResourceType.USER, "locker"))
        .isPresent();

    Files.writeString(schemas.resolve("broken.json"), "{");
    assertThat(problems(MINIMAL + "schemas: extensions\n"))
        .singleElement()
        .asString()
        .startsWith("6: schemas: ")
        .contains("broken.json is not JSON");
  }

  @Test
  void accounts_can_be_linked_by_any_path_of_the_schemas() throws Exception {
    String file =
        """
        pools:
          main:
            region: eu-central-1
            userPoolId: eu-central-1_Abc
            firstSignIn: federated
            federation:
              provider: Corporate
              subject: %s
        apps:
          entra:
            policies: [{for: DEFAULT, pools: [main]}]
        """;
    Pool pool = read(file.formatted("emails")).pools().getFirst().rules();
    assertThat(pool.firstSignIn()).isEqualTo(Pool.FirstSignIn.FEDERATED);
    assertThat(pool.federation())
        .satisfies(
            federation -> {
              assertThat(federation.provider()).isEqualTo("Corporate");
              assertThat(federation.attribute()).isEqualTo("Cognito_Subject");
              assertThat(federation.subject().text()).isEqualTo("emails");
            });
    assertThat(problems(file.formatted("mails")))
        .containsExactly(
            "8: pools.main.federation.subject: the path names an attribute that no schema has");
  }

  @Test
  void a_mapping_changes_the_default() throws Exception {
    Mapping mapping =
        read("""
                pools:
                  main:
                    region: eu-central-1
                    userPoolId: eu-central-1_Abc
                    mapping:
                      nickname: off
                      zoneinfo: addresses[type eq "work"].region
                      custom:tier: {path: title, when: create}
                      name: {expression: "user.name.givenName + '!'"}
                apps:
                  entra:
                    policies: [{for: DEFAULT, pools: [main]}]
                """)
            .pools()
            .getFirst()
            .rules()
            .mapping();
    assertThat(mapping.toString().lines())
        .contains(
            "nickname: off",
            "zoneinfo: addresses[type eq \"work\"].region",
            "custom:tier: title (at creation)",
            "name: user.name.givenName + '!'",
            "given_name: name.givenName");
  }

  @Test
  void a_mapping_is_checked_with_its_lines() {
    assertThat(
            problems(
                """
                pools:
                  main:
                    region: eu-central-1
                    userPoolId: eu-central-1_Abc
                    mapping:
                      nickname: nickNam
                      email_verified: active
                      tier: title
                      custom:muchLongerThanCognitoAllows: title
                      name: name
                      given_name: {path: name.givenName, expression: user.name.givenName}
                      family_name: {expression: user.name.familyNam}
                      middle_name: {expression: "user.userName + 1"}
                      profile: {expression: user.name}
                      picture: {expression: "'a"}
                      locale: groups.value
                      website: {path: profileUrl, wenn: create}
                      gender: emails[type eq
                      zoneinfo:
                apps:
                  entra:
                    policies: [{for: DEFAULT, pools: [main]}]
                """))
        .containsExactly(
            "6: pools.main.mapping.nickname: the path names an attribute that no schema has",
            "7: pools.main.mapping.email_verified: is set by the bridge together with the address"
                + " or number itself",
            "8: pools.main.mapping.tier: is neither an attribute that every user pool has nor"
                + " begins with 'custom:'",
            "9: pools.main.mapping.custom:muchLongerThanCognitoAllows: a custom attribute's name"
                + " has 1 to 20 characters after 'custom:' and no spaces",
            "10: pools.main.mapping.name: the path names a complex attribute; add the part, as in"
                + " name.givenName",
            "11: pools.main.mapping.given_name: needs either a SCIM path, 'off', or a section with"
                + " 'path' or 'expression'",
            "12: pools.main.mapping.family_name.expression: the expression is not valid at"
                + " character 10: undefined field 'familyNam'",
            "13: pools.main.mapping.middle_name.expression: the expression is not valid at"
                + " character 15: found no matching overload for '_+_' applied to '(string, int)'",
            "14: pools.main.mapping.profile.expression: the expression gives User.name, and an"
                + " attribute holds text, a number, true or false, a timestamp or a list of these",
            "15: pools.main.mapping.picture.expression: the expression is not valid at character 1:"
                + " token recognition error at: ''a'",
            "16: pools.main.mapping.locale: the path names an attribute that is not part of a"
                + " user's own data",
            "17: pools.main.mapping.website.wenn: unknown key; known here: expression, path, when",
            "18: pools.main.mapping.gender: the path is not a SCIM path like name.givenName or"
                + " emails[type eq \"work\"].value",
            "19: pools.main.mapping.zoneinfo: needs either a SCIM path, 'off', or a section with"
                + " 'path' or 'expression'");
  }

  @Test
  void a_key_that_is_there_twice_is_an_error() {
    assertThat(problems(MINIMAL + "data: a\ndata: b\n"))
        .containsExactly("7: data: is there twice, first in line 6");
  }

  @Test
  void wrong_shapes_are_said_so() {
    assertThat(problems("listen: 8080\npools: [a]\napps:\n  entra: {policies: DEFAULT}\n"))
        .contains(
            "1: listen: must be a mapping of keys to values",
            "2: pools: must be a mapping of keys to values",
            "4: apps.entra.policies: must be a list");
    assertThat(problems("")).contains("1: pools: at least one user pool is needed");
    assertThat(problems("a: [")).first().asString().contains("not valid YAML");
  }

  @Test
  void values_come_from_the_environment_and_from_files() throws Exception {
    Files.writeString(folder.resolve("id.txt"), "eu-central-1_FromFile\n");
    BridgeConfig config =
        read(
            MINIMAL.replace("eu-central-1_Abc", "'${file:id.txt}'")
                + "listen: {port: '${PORT}', host: '${HOST:localhost}'}\n"
                + "data: ${DATA:/a}/b$${c}\n",
            Map.of("PORT", "99"));
    assertThat(config.pools().getFirst().aws().userPoolId()).isEqualTo("eu-central-1_FromFile");
    assertThat(config.http().port()).isEqualTo(99);
    assertThat(config.http().host()).isEqualTo("localhost");
    assertThat(config.data()).isEqualTo(Path.of("/a/b${c}"));
    assertThat(problems(MINIMAL + "data: ${NOWHERE}/${file:gone}\n"))
        .containsExactly("6: data: the environment variable NOWHERE is not set");
    assertThat(problems(MINIMAL + "data: ${file:gone}\n"))
        .containsExactly("6: data: the file gone cannot be read");
    assertThat(problems(MINIMAL + "data: a${B\n"))
        .containsExactly("6: data: a '${' has no '}'; write '$${' for a plain '${'");
  }

  @Test
  void no_message_repeats_a_secret() {
    String secret = "hunter2";
    Map<String, String> environment = Map.of("PW", secret);
    for (String file :
        List.of(
            MINIMAL + "listen: {port: '${PW}'}\n",
            MINIMAL + "store: {postgres: {url: 'jdbc:postgresql://db/x?password=hunter2'}}\n",
            MINIMAL + "store: {postgres: {password: *hunter2 }}\n",
            MINIMAL + "store: {postgres: {password: !hunter2 x }}\n",
            MINIMAL + "store: {postgres: {password: &hunter2 x, url: 1}}\n",
            MINIMAL + "store: {postgres: {password: [hunter2]}}\n",
            MINIMAL.replace("[main]", "['${PW}']"),
            MINIMAL.replace("eu-central-1_Abc", "eu-central-1_Abc, endpoint: 'http://u:hunter2@h'"),
            MINIMAL.replace("eu-central-1_Abc", "'${PW}'"),
            MINIMAL.replace(
                "eu-central-1_Abc", "eu-central-1_Abc, credentials: {secretAccessKey: hunter2}"))) {
      assertThatThrownBy(() -> read(file, environment))
          .as(file)
          .isInstanceOf(Fault.class)
          .message()
          .doesNotContain(secret);
    }
  }

  @Test
  void a_pool_is_configured_once() {
    assertThat(
            problems(
                MINIMAL.replace(
                    "apps:", "  two: {region: eu-central-1, userPoolId: eu-central-1_Abc}\napps:")))
        .containsExactly("3: pools.two.userPoolId: is the user pool of 'main' already");
  }

  @Test
  void a_file_that_is_not_there_is_one_line() {
    assertThatThrownBy(() -> BridgeConfig.read(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOf(Fault.class)
        .hasMessage(
            folder.resolve("none.yaml")
                + ": the file cannot be read; is it there, and may this user read it?");
  }

  private BridgeConfig read(String yaml) throws IOException {
    return read(yaml, Map.of());
  }

  private BridgeConfig read(String yaml, Map<String, String> environment) throws IOException {
    Path file = folder.resolve("bridge.yaml");
    Files.writeString(file, yaml);
    return BridgeConfig.read(file, environment);
  }

  /** The problems of a file, without its name in front. */
  private List<String> problems(String yaml) {
    Fault fault = catchThrowableOfType(Fault.class, () -> read(yaml));
    assertThat(fault).as(yaml).isNotNull();
    return fault
        .detail()
        .lines()
        .map(line -> line.substring((folder.resolve("bridge.yaml") + ":").length()))
        .toList();
  }
}
