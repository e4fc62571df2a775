package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.pool.AttributeDefinition;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Links.Identity;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/**
 * Lets an identity that has not signed in yet sign in as an existing user; at most five per user.
 */
final class AdminLinkProviderForUser implements Operation {
  private static final int MOST_LINKS = 5;

  private final Store store;

  AdminLinkProviderForUser(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    return store.write(in -> link(in, call));
  }

  private static ObjectNode link(Transaction in, Call call) {
    Pool pool = Lookup.pool(in, call);
    Identity source = Identities.read(call, "SourceUser");
    if (source.provider().equals(Identities.LOCAL)) {
      throw CognitoError.invalidParameter(
          "Invalid SourceUser: Cognito users with a username/password may not be passed in as a"
              + " SourceUser, only as a DestinationUser");
    }
    if (source.attribute().isEmpty()) {
      throw CognitoError.invalidParameter("SourceUser requires ProviderAttributeName.");
    }
    User destination = Identities.user(in, pool, Identities.read(call, "DestinationUser"));
    if (destination == null) {
      throw CognitoError.userNotFound();
    }
    if (in.users().byUsername(pool, Identities.federatedUsername(pool, source)) != null) {
      throw CognitoError.invalidParameter(
          "Merging is not currently supported, provide a SourceUser that has not been signed up in"
              + " order to link");
    }
    Long owner = in.links().owner(pool, source);
    if (owner != null && owner == destination.id()) {
      throw CognitoError.invalidParameter("SourceUser is already linked to DestinationUser");
    }
    if (owner != null) {
      throw CognitoError.of("AliasExistsException", "SourceUser is already linked to a user.");
    }
    refuseImmutableAttributes(pool, destination);
    if (in.links().of(destination).size() >= MOST_LINKS) {
      throw CognitoError.limitExceeded("Maximum number of linked identities per user exceeded.");
    }
    in.links().add(pool, source, destination);
    Identities.show(in, pool, destination, call.nowMillis());
    return Json.object();
  }

  private static void refuseImmutableAttributes(Pool pool, User user) {
    for (String name : user.attributes().keySet()) {
      AttributeDefinition definition = pool.schema().find(name);
      if (definition != null && name.startsWith("custom:") && !definition.mutable()) {
        throw CognitoError.invalidParameter("user." + name + ": Attribute cannot be updated.");
      }
    }
  }
}
