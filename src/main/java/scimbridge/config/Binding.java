package scimbridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scimbridge.cognito.aws.AwsPoolSettings;
import scimbridge.cognito.aws.PoolCredentials;
import scimbridge.cognito.aws.PoolCredentials.AssumeRole;
import scimbridge.cognito.aws.PoolCredentials.DefaultChain;
import scimbridge.cognito.aws.PoolCredentials.StaticKeys;
import scimbridge.fault.Fault;
import scimbridge.http.AddressRange;
import scimbridge.http.HttpLimits;
import scimbridge.http.HttpSettings;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.policy.App.Adopt;
import scimbridge.policy.App.OnDuplicate;
import scimbridge.policy.App.WhenBusy;
import scimbridge.policy.Deprovisioning;
import scimbridge.policy.Federation;
import scimbridge.policy.GroupRules;
import scimbridge.policy.Guard;
import scimbridge.policy.Operations;
import scimbridge.policy.Policy;
import scimbridge.policy.Pool;
import scimbridge.policy.Pool.FirstSignIn;
import scimbridge.policy.Pool.UsernameRule;
import scimbridge.policy.Pool.Vanished;
import scimbridge.policy.ReconcileRule;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.Source;
import scimbridge.scim.ScimLimits;

/** What each key of the file means. */
final class Binding {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  // The records check these as well; here they are checked first because here the line is known.
  private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern USER_POOL_ID = Pattern.compile("(?=.{1,55}$)[\\w-]+_[0-9a-zA-Z]+");
  private static final Pattern ARN = Pattern.compile("arn:[\\w-]+:iam::\\d{12}:role/\\S+");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
  private static final Pattern ACCESS_KEY = Pattern.compile("\\w{4,128}");

  /** AWS API model, ProviderNameType. */
  private static final Pattern PROVIDER =
      Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P} ]{1,32}");

  private static final Pattern PROVIDER_ATTRIBUTE = Pattern.compile("\\S{1,256}");
  private static final Pattern JDBC =
      Pattern.compile("jdbc:postgresql:(?!.*[?&](user|password)=).+");
  private static final Pattern SOMETHING = Pattern.compile("\\S+");
  private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final Duration SHORTEST_PERIOD = Duration.ofHours(1);
  private static final Duration LONGEST_PERIOD = Duration.ofDays(90);
  private static final String DEFAULT_SESSION_NAME = "scim-bridge";

  private final Document document;

  private Binding(Document document) {
    this.document = document;
  }

  static BridgeConfig read(Path file, Map<String, String> environment) {
    Document document = new Document(file, environment);
    Optional<BridgeConfig> config = new Binding(document).bridge(document.top());
    return config.orElseThrow(document.problems::fault);
  }

  /** Binds what is there; for tests that look at the keys that were asked for. */
  static Document bound(Path file, Map<String, String> environment) {
    Document document = new Document(file, environment);
    new Binding(document).bridge(document.top());
    return document;
  }

  private Optional<BridgeConfig> bridge(Section top) {
    Path data = top.path("data").orElse(document.folder.resolve("data"));
    Section limitsSection = top.section("limits");
    HttpLimits httpLimits = LimitsBinding.http(limitsSection);
    ScimLimits limits = LimitsBinding.scim(limitsSection, httpLimits);
    limitsSection.rejectUnknown();
    Optional<HttpSettings> http = http(top.section("listen"), httpLimits);
    Optional<StoreSettings> store = store(top.section("store"), data);
    AuditSettings audit = audit(top.section("audit"));
    Schemas schemas = schemas(top);
    MappingBinding mappings = new MappingBinding(schemas);
    List<PoolSettings> pools = new ArrayList<>();
    Map<String, Section> poolSections = top.named("pools");
    Map<String, String> userPools = new HashMap<>();
    poolSections.forEach(
        (name, section) -> {
          pool(name, section, mappings, schemas).ifPresent(pools::add);
          section
              .text("userPoolId")
              .map(id -> userPools.putIfAbsent(id, name))
              .ifPresent(
                  other ->
                      section.problem("userPoolId", "is the user pool of '" + other + "' already"));
        });
    List<App> apps = new ArrayList<>();
    Map<String, Section> appSections = top.named("apps");
    Set<String> poolNames = poolSections.keySet();
    appSections.forEach(
        (name, section) -> app(name, section, poolNames, schemas).ifPresent(apps::add));
    if (poolSections.isEmpty()) {
      top.problem("pools", "at least one user pool is needed");
    }
    if (appSections.isEmpty()) {
      top.problem("apps", "at least one app is needed");
    }
    top.rejectUnknown();
    if (document.problems.count() > 0 || http.isEmpty() || store.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BridgeConfig(data, http.get(), store.get(), audit, schemas, limits, pools, apps));
  }

  private static Schemas schemas(Section top) {
    Optional<Path> folder = top.path("schemas");
    try {
      return folder.map(Schemas::load).orElseGet(Schemas::bundled);
    } catch (Fault broken) {
      if (folder.isEmpty()) {
        throw broken;
      }
      top.problem("schemas", broken.detail());
      return Schemas.bundled();
    }
  }

  private Optional<HttpSettings> http(Section listen, HttpLimits limits) {
    int problems = document.problems.count();
    String host = listen.text("host").orElse(HttpSettings.DEFAULT_HOST);
    int port = listen.number("port", HttpSettings.DEFAULT_PORT, 0, 65_535);
    URI publicUrl = listen.address("publicUrl").orElse(null);
    List<AddressRange> proxies = proxies(listen);
    HttpSettings.Tls tls = tls(listen.section("tls"));
    listen.rejectUnknown();
    return problems == document.problems.count()
        ? Optional.of(new HttpSettings(host, port, publicUrl, proxies, tls, limits))
        : Optional.empty();
  }

  private static List<AddressRange> proxies(Section listen) {
    List<AddressRange> proxies = new ArrayList<>();
    for (String text : listen.texts("trustedProxies", SOMETHING, "an address")) {
      AddressRange.parse(text)
          .ifPresentOrElse(
              proxies::add,
              () ->
                  listen.problem(
                      "trustedProxies",
                      "every one is an address or a range such as 10.0.0.0/8 or fd00::/8"));
    }
    return proxies;
  }

  private static HttpSettings.@Nullable Tls tls(Section section) {
    Optional<Path> certificate = section.path("certificate");
    Optional<Path> key = section.path("key");
    section.rejectUnknown();
    if (section.present() && (certificate.isEmpty() || key.isEmpty())) {
      section.problem("needs both 'certificate' and 'key'");
    }
    return certificate.isPresent() && key.isPresent()
        ? new HttpSettings.Tls(certificate.get(), key.get())
        : null;
  }

  private Optional<StoreSettings> store(Section section, Path data) {
    int problems = document.problems.count();
    Optional<Path> file = section.path("file");
    Section postgres = section.section("postgres");
    StoreSettings.Postgres database =
        new StoreSettings.Postgres(
            postgres.required(
                "url",
                JDBC,
                "of the form jdbc:postgresql://host:port/database without user and password"),
            postgres.required("user", SOMETHING, "a role of the database"),
            postgres.requiredSecret("password"),
            postgres.number("connections", StoreSettings.Postgres.DEFAULT_CONNECTIONS, 2, 200));
    postgres.rejectUnknown();
    section.rejectUnknown();
    if (file.isPresent() && postgres.present()) {
      section.problem("either 'file' or 'postgres', not both");
    }
    if (problems != document.problems.count()) {
      return Optional.empty();
    }
    return Optional.of(
        postgres.present()
            ? database
            : new StoreSettings.Sqlite(file.orElse(data.resolve(BridgeConfig.DATABASE))));
  }

  private static AuditSettings audit(Section section) {
    Duration keep =
        section.duration(
            "keep", AuditSettings.DEFAULT_KEEP, Duration.ofDays(1), Duration.ofDays(3650));
    boolean stdout = section.flag("stdout", true);
    section.rejectUnknown();
    return new AuditSettings(keep, stdout);
  }

  private Optional<PoolSettings> pool(
      String name, Section section, MappingBinding mappings, Schemas schemas) {
    int problems = document.problems.count();
    checkName(name, section);
    String region = section.required("region", REGION, "an AWS region such as eu-central-1");
    String userPoolId =
        section.required("userPoolId", USER_POOL_ID, "a user pool id such as eu-central-1_AbCd12");
    URI endpoint = section.address("endpoint").orElse(null);
    PoolCredentials credentials = credentials(section.section("credentials"));
    int share = section.percent("quotaShare", PoolSettings.DEFAULT_QUOTA_SHARE);
    UsernameRule username =
        section
            .choice(
                "username",
                Map.of(
                    "userName", UsernameRule.USER_NAME,
                    "primaryEmail", UsernameRule.PRIMARY_EMAIL,
                    "id", UsernameRule.ID))
            .orElse(null);
    FirstSignIn firstSignIn =
        section
            .choice(
                "firstSignIn",
                Map.of(
                    "confirmed", FirstSignIn.CONFIRMED,
                    "invite", FirstSignIn.INVITE,
                    "federated", FirstSignIn.FEDERATED,
                    "passwordless", FirstSignIn.PASSWORDLESS))
            .orElse(FirstSignIn.CONFIRMED);
    Federation federation = federation(section.section("federation"), schemas);
    boolean signOut = section.flag("signOut", true);
    Vanished vanished =
        section
            .choice("vanished", Map.of("recreate", Vanished.RECREATE, "refuse", Vanished.REFUSE))
            .orElse(Vanished.RECREATE);
    boolean strict =
        section.choice("projection", Map.of("lenient", false, "strict", true)).orElse(false);
    Mapping mapping = mappings.read(section);
    boolean addAttributes = section.flag("addAttributes", false);
    section.rejectUnknown();
    // Emulators name their pools as they like; AWS puts the region first, and mixing up two pools
    // of two regions is a mistake that is found here or in production.
    if (problems == document.problems.count()
        && endpoint == null
        && !userPoolId.startsWith(region + "_")) {
      section.problem("userPoolId", "does not belong to the region " + region);
    }
    if (problems != document.problems.count()) {
      return Optional.empty();
    }
    Pool rules =
        new Pool(
            new PoolId(name),
            username,
            firstSignIn,
            signOut,
            strict,
            mapping,
            federation,
            vanished);
    AwsPoolSettings aws = new AwsPoolSettings(region, userPoolId, endpoint, credentials);
    return Optional.of(new PoolSettings(rules, aws, share, addAttributes));
  }

  private static @Nullable Federation federation(Section section, Schemas schemas) {
    String provider =
        section.required("provider", PROVIDER, "the name of an identity provider of the pool");
    String path = section.required("subject", SOMETHING, "a SCIM path such as externalId");
    String attribute =
        section
            .optional("attribute", PROVIDER_ATTRIBUTE, "Cognito_Subject or the name of a claim")
            .orElse(Federation.DEFAULT_ATTRIBUTE);
    section.rejectUnknown();
    if (!section.clean()) {
      return null;
    }
    try {
      return new Federation(provider, attribute, Source.ofPath(path, schemas));
    } catch (Fault unusable) {
      section.problem("subject", "the path " + unusable.detail());
      return null;
    }
  }

  private static PoolCredentials credentials(Section section) {
    PoolCredentials own = new DefaultChain();
    Optional<Secret> sessionToken = section.secret("sessionToken");
    if (section.has("accessKeyId") || section.has("secretAccessKey")) {
      String id = section.required("accessKeyId", ACCESS_KEY, "an access key id");
      Secret secret = section.requiredSecret("secretAccessKey");
      if (!id.isBlank() && !secret.reveal().isBlank()) {
        own = new StaticKeys(id, secret.reveal(), sessionToken.map(Secret::reveal).orElse(null));
      }
    } else if (sessionToken.isPresent()) {
      section.problem("sessionToken", "needs 'accessKeyId' and 'secretAccessKey'");
    }
    PoolCredentials credentials = role(section.section("assumeRole"), own);
    section.rejectUnknown();
    return credentials;
  }

  private static PoolCredentials role(Section section, PoolCredentials source) {
    String arn = section.required("arn", ARN, "the ARN of an IAM role");
    Optional<String> externalId =
        section.optional("externalId", EXTERNAL_ID, "2 to 1224 letters, digits and _+=,.@:/-");
    Optional<String> session =
        section.optional("sessionName", SESSION_NAME, "2 to 64 letters, digits and _+=,.@-");
    section.rejectUnknown();
    return section.clean()
        ? new AssumeRole(arn, externalId.orElse(null), session.orElse(DEFAULT_SESSION_NAME), source)
        : source;
  }

  private Optional<App> app(String name, Section section, Set<String> poolNames, Schemas schemas) {
    int problems = document.problems.count();
    checkName(name, section);
    Operations operations = PolicyBinding.operations(section.section("operations"));
    List<Policy> policies = PolicyBinding.policies(section, poolNames, schemas);
    Deprovisioning deprovisioning = PolicyBinding.deprovisioning(section.section("deprovisioning"));
    GroupRules groups = GroupBinding.read(section);
    boolean strict = section.flag("strict", false);
    OnDuplicate onDuplicate =
        section
            .choice(
                "onDuplicate", Map.of("conflict", OnDuplicate.CONFLICT, "match", OnDuplicate.MATCH))
            .orElse(OnDuplicate.CONFLICT);
    Adopt adopt =
        section
            .choice("adopt", Map.of("onWrite", Adopt.ON_WRITE, "never", Adopt.NEVER))
            .orElse(Adopt.ON_WRITE);
    Duration wait =
        section.duration(
            "requestWait", App.DEFAULT_WAIT, Duration.ofMillis(100), Duration.ofSeconds(50));
    int memberWait = section.number("memberWait", App.DEFAULT_MEMBER_WAIT, 0, 1000);
    WhenBusy whenBusy =
        section
            .choice("whenBusy", Map.of("accept", WhenBusy.ACCEPT, "reject", WhenBusy.REJECT))
            .orElse(WhenBusy.ACCEPT);
    Duration maxPendingAge =
        section.duration(
            "maxPendingAge",
            App.DEFAULT_MAX_PENDING_AGE,
            Duration.ofMinutes(1),
            Duration.ofDays(7));
    ReconcileRule reconcile = reconcile(section.section("reconcile"));
    Guard guard = PolicyBinding.guard(section);
    section.rejectUnknown();
    if (problems != document.problems.count()) {
      return Optional.empty();
    }
    return Optional.of(
        new App(
            new AppId(name),
            operations,
            policies,
            groups,
            strict,
            wait,
            memberWait,
            whenBusy,
            maxPendingAge,
            deprovisioning,
            onDuplicate,
            reconcile,
            adopt,
            guard));
  }

  private static ReconcileRule reconcile(Section section) {
    Duration every =
        section.has("every")
            ? section.duration("every", Duration.ZERO, SHORTEST_PERIOD, LONGEST_PERIOD)
            : Duration.ZERO;
    boolean repair = section.flag("repair", false);
    section.rejectUnknown();
    if (repair && every.isZero()) {
      section.problem("repair", "needs 'every'");
    }
    return new ReconcileRule(every, repair);
  }

  private static void checkName(String name, Section section) {
    if (!NAME.matcher(name).matches()) {
      section.problem("a name has letters, digits, '.', '_' and '-', at most 64");
    }
  }
}
