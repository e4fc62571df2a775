package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Links.Identity;
import scimbridge.emulator.store.Transaction;

/** Identities of other providers as calls name them and users show them. */
final class Identities {
  /** The provider name of local users. */
  static final String LOCAL = "Cognito";

  /** The attribute that is the identity itself and not some claim of it. */
  static final String SUBJECT = "Cognito_Subject";

  private static final Set<String> SOCIAL =
      Set.of("Facebook", "Google", "LoginWithAmazon", "SignInWithApple");

  private Identities() {}

  /** Reads a {@code ProviderUserIdentifierType}. */
  static Identity read(Call call, String member) {
    JsonNode user = call.input().path(member);
    Identity identity =
        new Identity(
            user.path("ProviderName").asText(""),
            user.path("ProviderAttributeName").asText(""),
            user.path("ProviderAttributeValue").asText(""));
    if (identity.provider().isEmpty() || identity.value().isEmpty()) {
      throw CognitoError.invalidParameter(
          member + " requires ProviderName and ProviderAttributeValue.");
    }
    return identity;
  }

  /** The username that a federated user gets at its first sign-in. */
  static String federatedUsername(Pool pool, Identity identity) {
    return pool.fold(identity.provider() + "_" + identity.value());
  }

  /** The user whose own identity it is, local or federated; null when there is none. */
  static @Nullable User user(Transaction in, Pool pool, Identity identity) {
    return identity.provider().equals(LOCAL)
        ? in.users().byUsername(pool, pool.fold(identity.value()))
        : in.users().byUsername(pool, federatedUsername(pool, identity));
  }

  /** Brings the {@code identities} attribute of a user up to its links. */
  static void show(Transaction in, Pool pool, User user, long at) {
    ArrayNode list = Json.object().arrayNode();
    for (Identity identity : in.links().of(user)) {
      ObjectNode item = list.addObject();
      item.put("userId", identity.value());
      item.put("providerName", identity.provider());
      item.put("providerType", SOCIAL.contains(identity.provider()) ? identity.provider() : "SAML");
      item.putNull("issuer");
      item.put("primary", false);
      item.put("dateCreated", at);
    }
    Map<String, String> attributes = new LinkedHashMap<>(user.attributes());
    if (list.isEmpty()) {
      attributes.remove("identities");
    } else {
      attributes.put("identities", Json.text(list));
    }
    in.users().update(pool, user, user.withAttributes(attributes, at));
  }
}
