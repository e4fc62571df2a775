package scimbridge.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Normalized;
import scimbridge.identity.schema.Normalizer;
import scimbridge.policy.App;
import scimbridge.policy.Pool;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.Usernames;
import scimbridge.policy.mapping.Projection;

/**
 * Shows what the mapping makes of a user that need not exist, in each pool of an app. Cognito is
 * asked what each pool is now, and the bridge goes by that from then on; nothing else is stored.
 */
public final class MappingTrial {
  private static final ResourceId NOBODY = new ResourceId("00000000-0000-4000-8000-000000000000");

  private final Setting setting;

  MappingTrial(Setting setting) {
    this.setting = setting;
  }

  /**
   * The result, line by line.
   *
   * @param document the user as a client would send it
   * @throws Fault what the client would be answered if the document is no user
   */
  public List<String> of(AppId id, ObjectNode document) {
    App app = setting.app(id);
    Normalized normalized =
        new Normalizer(setting.pools().schemas().of(id))
            .normalize(
                ResourceType.USER,
                document,
                app.strict() ? Normalizer.Mode.STRICT : Normalizer.Mode.LENIENT);
    Instant now = setting.now();
    User user = new User(id, NOBODY, 1, now, now, normalized.attributes());
    List<String> lines = new ArrayList<>();
    lines.add("User " + user.userName() + " of app " + id);
    normalized
        .unknown()
        .forEach(name -> lines.add("  dropped: " + name + ", which no schema of the app has"));
    for (PoolId pool : app.pools()) {
      lines.add("");
      inPool(user, pool, lines);
    }
    return lines;
  }

  private void inPool(User user, PoolId id, List<String> lines) {
    Pool rules =
        setting.pools().get(id).of(user.app(), setting.pools().schemas().own(user.app())).rules();
    @Nullable PoolTraits traits;
    try {
      traits = setting.pools().refresh(id);
      lines.add("Pool " + id + " (" + kind(traits) + ")");
    } catch (Fault unreachable) {
      lines.add("Pool " + id);
      lines.add("  as it was last seen, now " + unreachable.detail());
      traits = setting.pools().recalled(id).orElse(null);
    }
    if (traits == null) {
      lines.add("  never seen, so nothing can be said");
      return;
    }
    try {
      Projection projection = rules.project(user, traits);
      line(lines, "Username", Usernames.choose(user, rules, traits), "");
      projection
          .attributes()
          .forEach(
              (attribute, value) ->
                  line(
                      lines,
                      attribute,
                      value,
                      projection.sources().getOrDefault(attribute, "")
                          + (projection.governed().contains(attribute)
                              ? ""
                              : "; at creation only")));
      projection
          .skipped()
          .forEach(
              skipped ->
                  lines.add(
                      "  "
                          + (rules.strictProjection() ? "refused" : "skipped")
                          + ": "
                          + skipped.attribute()
                          + " from "
                          + skipped.source()
                          + ": "
                          + skipped.reason()));
    } catch (Fault noAccount) {
      lines.add("  no account: " + noAccount.detail());
    }
    rules.mapping().problems(traits).forEach(problem -> lines.add("  problem: " + problem));
  }

  private static void line(List<String> lines, String name, String value, String source) {
    lines.add(
        String.format(Locale.ROOT, "  %-24s = %s", name, value)
            + (source.isEmpty() ? "" : "  (" + source + ")"));
  }

  private static String kind(PoolTraits traits) {
    return switch (traits.kind()) {
      case PLAIN -> "plain usernames";
      case EMAIL -> "sign-in by e-mail address";
      case PHONE -> "sign-in by telephone number";
      case ALIAS -> "usernames with aliases";
    };
  }
}
