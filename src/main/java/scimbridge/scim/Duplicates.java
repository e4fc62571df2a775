package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import scimbridge.directory.Directory;
import scimbridge.directory.Names.Holder;
import scimbridge.directory.Names.Name;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;

/**
 * Creations whose name the app has already, where it has {@code onDuplicate: match}: a client that
 * lost the answer to a POST repeats it, and gets the answer it lost.
 *
 * <p>What has another {@code externalId} is somebody else of the same name, and stays a conflict.
 */
final class Duplicates {
  private static final String EXTERNAL_ID = "externalId";

  private final Directory directory;

  Duplicates(Directory directory) {
    this.directory = directory;
  }

  /**
   * The resource that a creation was refused for.
   *
   * @param taken the refusal, which is thrown again if it stands
   */
  ResourceId match(App app, Name name, Fault taken) {
    if (taken.kind() != Fault.Kind.UNIQUENESS || app.onDuplicate() != App.OnDuplicate.MATCH) {
      throw taken;
    }
    // A name that a pool or another app has taken is nobody's here; one of somebody who was deleted
    // may be kept for an account that is still there.
    Optional<ResourceId> there =
        directory.read(
            tx ->
                tx.names()
                    .holder(name)
                    .filter(held -> held.app().equals(app.id()))
                    .map(Holder::resource)
                    .filter(
                        id ->
                            tx.resources().user(app.id(), id).isPresent()
                                || tx.resources().group(app.id(), id).isPresent()));
    return there.orElseThrow(() -> taken);
  }

  /**
   * Makes sure, inside the deciding transaction, that it is the one that the client means.
   *
   * @param current as it is now
   * @param name its name
   * @param wanted the name that the creation has
   * @return what the resource is to become; it keeps an externalId that the client does not say
   */
  static Attributes agreed(
      Resource current, Name name, Name wanted, Attributes attributes, Fault taken) {
    String has = current.attributes().string(EXTERNAL_ID).orElse(null);
    String says = attributes.string(EXTERNAL_ID).orElse(null);
    if (!name.equals(wanted)) {
      throw taken;
    }
    if (has == null || has.equals(says)) {
      return attributes;
    }
    if (says != null) {
      throw Fault.of(Fault.Kind.UNIQUENESS, taken.detail() + " It has another externalId.");
    }
    ObjectNode kept = attributes.toNode();
    return Attributes.of(kept.put(EXTERNAL_ID, has));
  }
}
