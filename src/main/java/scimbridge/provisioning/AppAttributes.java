package scimbridge.provisioning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scimbridge.directory.Transaction;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.schema.CustomAttribute;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.PoolTraits;
import scimbridge.policy.PoolTraits.AttributeTraits;
import scimbridge.policy.mapping.Claim;

/**
 * The attributes that an app has of its own: added, listed and removed while the server runs, in
 * the store and, where the configuration allows it, in the user pools.
 */
public final class AppAttributes {
  /** Quota of Cognito: custom attributes per user pool. */
  static final int MAX_IN_POOL = 50;

  private static final int CHUNK = 500;

  private final Setting setting;

  AppAttributes(Setting setting) {
    this.setting = setting;
  }

  /** The attributes of an app, by name. */
  public List<CustomAttribute> of(AppId app) {
    return setting.pools().schemas().own(app);
  }

  /**
   * Adds an attribute, or changes the one with this name. It is in force when this returns. Doing
   * it once more does no harm: what was not possible then is tried again, and what the pools are
   * now is read anew.
   *
   * @return one sentence for each pool of the app
   * @throws Fault INVALID_VALUE if there cannot be such an attribute, or a pool that it is to be
   *     added to is full; BUSY while the app's directory moves. Nothing was changed then
   */
  public List<String> add(AppId app, CustomAttribute attribute) {
    setting
        .directory()
        .<Boolean>read(
            tx -> {
              Requests.refuseInTransfer(tx, app);
              return true;
            });
    check(app, attribute);
    List<String> told = new ArrayList<>();
    String inPool = attribute.poolAttribute();
    if (inPool != null) {
      List<ConnectedPool> pools =
          setting.app(app).pools().stream().map(id -> setting.pools().get(id)).toList();
      try {
        pools.forEach(
            pool ->
                told.add("pool " + pool.rules().id() + ": " + prepare(pool, attribute, inPool)));
      } catch (Fault failed) {
        tellHalf(app, attribute.name() + added(told) + "; then: " + failed.detail());
        throw failed;
      }
    }
    boolean known =
        setting
            .directory()
            .write(
                tx -> {
                  Requests.refuseInTransfer(tx, app);
                  note(tx, app, "attribute.add", attribute.name() + added(told));
                  return tx.customAttributes().put(app, attribute);
                });
    setting.pools().schemas().changed(app);
    if (known) {
      long marked = mark(app, attribute.name());
      told.add(marked + " users have a value; their accounts follow");
    }
    return told;
  }

  /**
   * Removes an attribute. What users have of it stays with them until they are next changed, and in
   * their accounts for good.
   *
   * @return false if the app has none of this name
   */
  public boolean remove(AppId app, String name) {
    boolean removed =
        setting
            .directory()
            .write(
                tx -> {
                  Requests.refuseInTransfer(tx, app);
                  boolean there = tx.customAttributes().remove(app, name);
                  if (there) {
                    note(tx, app, "attribute.remove", name);
                  }
                  return there;
                });
    setting.pools().schemas().changed(app);
    return removed;
  }

  /** What was added to a pool stays there, whatever another pool says. */
  private void tellHalf(AppId app, String detail) {
    setting
        .directory()
        .<Boolean>write(
            tx -> {
              Journal.act(tx, setting.now(), app, "attribute.add", "rejected", detail);
              return true;
            });
  }

  private static String added(List<String> told) {
    return told.isEmpty() ? "" : "; " + String.join("; ", told);
  }

  private void note(Transaction tx, AppId app, String action, String name) {
    Journal.act(tx, setting.now(), app, action, "accepted", name);
  }

  private void check(AppId app, CustomAttribute attribute) {
    KnownSchemas schemas = setting.pools().schemas();
    Schemas shared = schemas.shared();
    shared
        .resolve(ResourceType.USER, attribute.name())
        .ifPresent(
            path -> {
              throw invalid("the name is taken by " + path);
            });
    String inPool = attribute.poolAttribute();
    if (inPool != null) {
      Claim.nameProblem(inPool)
          .ifPresent(
              problem -> {
                throw invalid("the Cognito attribute '" + inPool + "' " + problem);
              });
    }
    List<CustomAttribute> others =
        schemas.own(app).stream()
            .filter(other -> !Fold.same(other.name(), attribute.name()))
            .toList();
    if (others.size() >= CustomAttribute.MAX_PER_APP) {
      throw invalid(
          "the app has " + others.size() + " attributes of its own, the most that it can have");
    }
    for (CustomAttribute other : others) {
      if (inPool != null && inPool.equals(other.poolAttribute())) {
        throw invalid(inPool + " is what '" + other.name() + "' becomes already");
      }
    }
  }

  /** Makes sure that a pool has the attribute, or says what has to be done. */
  private String prepare(ConnectedPool pool, CustomAttribute attribute, String inPool) {
    PoolTraits traits;
    try {
      traits = setting.pools().refresh(pool.rules().id());
    } catch (Fault unreachable) {
      return "not looked at, " + unreachable.detail() + "; run the command again later";
    }
    String type = cognitoType(attribute);
    AttributeTraits held = traits.attributes().get(inPool);
    if (held != null) {
      return inPool
          + " is there already, as "
          + held.type()
          + (held.mutable()
              ? ""
              : ", immutable: it is written when an account is made and never" + " again")
          + (held.type().equals(type) || held.type().equals("String")
              ? ""
              : "; values that are no " + held.type() + " are skipped");
    }
    if (!inPool.startsWith(Claim.CUSTOM)) {
      return "has no attribute " + inPool + ", so its values are skipped";
    }
    String name = inPool.substring(Claim.CUSTOM.length());
    long there =
        traits.attributes().keySet().stream().filter(any -> any.startsWith(Claim.CUSTOM)).count();
    if (there >= MAX_IN_POOL) {
      throw invalid(
          "pool '"
              + pool.rules().id()
              + "' has "
              + there
              + " custom attributes, the most that Cognito allows, and none can ever be removed;"
              + " let the attribute become one that is there with --pool-attribute, or stay in the"
              + " bridge with --pool-attribute off");
    }
    if (!pool.addAttributes()) {
      return "has no "
          + inPool
          + " yet and its values are skipped. To add it, which cannot be"
          + " undone, run\n  "
          + command(pool, name, type)
          + "\nand then this command again";
    }
    pool.port().addAttributes(Map.of(name, type));
    setting.pools().refresh(pool.rules().id());
    return "added " + inPool + " as " + type + ", number " + (there + 1) + " of " + MAX_IN_POOL;
  }

  private static String command(ConnectedPool pool, String name, String type) {
    return "aws cognito-idp add-custom-attributes --region "
        + pool.userPoolId().split("_", 2)[0]
        + " --user-pool-id "
        + pool.userPoolId()
        + " --custom-attributes 'Name="
        + name
        + ",AttributeDataType="
        + type
        + ",Mutable=true"
        + (type.equals("String") ? ",StringAttributeConstraints={MinLength=0,MaxLength=2048}" : "")
        + "'";
  }

  /** Several values become one text. */
  private static String cognitoType(CustomAttribute attribute) {
    if (attribute.multiValued()) {
      return "String";
    }
    return switch (attribute.type()) {
      case STRING -> "String";
      case NUMBER -> "Number";
      case BOOLEAN -> "Boolean";
      case DATE_TIME -> "DateTime";
    };
  }

  /** Has the accounts of those looked at who have a value, from before it was removed. */
  private long mark(AppId app, String name) {
    String urn = CustomAttribute.urn(app);
    List<ResourceId> having = new ArrayList<>();
    setting
        .directory()
        .read(
            tx -> {
              tx.resources()
                  .scan(
                      app,
                      ResourceType.USER,
                      new Narrowing.Everything(),
                      user -> {
                        if (user.attributes().view().path(urn).has(name)) {
                          having.add(user.id());
                        }
                        return true;
                      });
              return Optional.empty();
            });
    Instant now = setting.now();
    for (int from = 0; from < having.size(); from += CHUNK) {
      List<ResourceId> chunk = having.subList(from, Math.min(from + CHUNK, having.size()));
      setting
          .directory()
          .write(
              tx -> {
                tx.accounts().outOfStep(app, chunk, now, "An attribute of the app was added.");
                return Optional.empty();
              });
    }
    return having.size();
  }

  private static Fault invalid(String text) {
    return Fault.of(Fault.Kind.INVALID_VALUE, text);
  }
}
