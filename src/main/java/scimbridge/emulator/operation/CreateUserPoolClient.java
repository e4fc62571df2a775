package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import scimbridge.emulator.pool.AppClient;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/** Registers an application that users sign in to. */
final class CreateUserPoolClient implements Operation {
  private static final int ID_LENGTH = 26;
  private static final int SECRET_LENGTH = 52;

  /** Members that are answered as they were sent. */
  private static final List<String> KEPT =
      List.of(
          "AccessTokenValidity",
          "IdTokenValidity",
          "TokenValidityUnits",
          "ReadAttributes",
          "WriteAttributes",
          "ExplicitAuthFlows",
          "SupportedIdentityProviders",
          "CallbackURLs",
          "LogoutURLs",
          "DefaultRedirectURI",
          "AllowedOAuthFlows",
          "AllowedOAuthScopes",
          "AnalyticsConfiguration",
          "PreventUserExistenceErrors",
          "RefreshTokenRotation",
          "ClientSecret");

  private final Store store;

  CreateUserPoolClient(Store store) {
    this.store = store;
  }

  @Override
  public ObjectNode answer(Call call) {
    ObjectNode settings = settings(call.input());
    return store.write(in -> create(in, call, settings));
  }

  private static ObjectNode create(Transaction in, Call call, ObjectNode settings) {
    Pool pool = Lookup.pool(in, call);
    for (String member : List.of("ReadAttributes", "WriteAttributes")) {
      for (JsonNode attribute : settings.path(member)) {
        if (pool.schema().find(attribute.asText()) == null) {
          throw CognitoError.invalidParameter(
              "Invalid "
                  + (member.startsWith("Read") ? "read" : "write")
                  + " attributes specified"
                  + " while creating a client");
        }
      }
    }
    AppClient client =
        new AppClient(
            0,
            RandomText.of(RandomText.LOWER, ID_LENGTH),
            call.text("ClientName"),
            call.nowMillis(),
            call.nowMillis(),
            settings);
    in.clients().insert(pool, client);
    ObjectNode body = Json.object();
    body.set("UserPoolClient", Views.client(pool, client));
    return body;
  }

  private static ObjectNode settings(ObjectNode request) {
    refuseMixedFlows(request.path("ExplicitAuthFlows"));
    ObjectNode settings = Json.object();
    settings.put("RefreshTokenValidity", request.path("RefreshTokenValidity").asInt(30));
    settings.putObject("TokenValidityUnits");
    settings.put(
        "AllowedOAuthFlowsUserPoolClient",
        request.path("AllowedOAuthFlowsUserPoolClient").asBoolean(false));
    settings.put("EnableTokenRevocation", request.path("EnableTokenRevocation").asBoolean(true));
    settings.put(
        "EnablePropagateAdditionalUserContextData",
        request.path("EnablePropagateAdditionalUserContextData").asBoolean(false));
    settings.put("AuthSessionValidity", request.path("AuthSessionValidity").asInt(3));
    for (String member : KEPT) {
      if (request.hasNonNull(member)) {
        settings.set(member, request.get(member));
      }
    }
    if (request.path("GenerateSecret").asBoolean() && !settings.has("ClientSecret")) {
      settings.put("ClientSecret", RandomText.of(RandomText.LOWER, SECRET_LENGTH));
    }
    return settings;
  }

  private static void refuseMixedFlows(JsonNode flows) {
    boolean modern = false;
    boolean legacy = false;
    for (JsonNode flow : flows) {
      modern |= flow.asText().startsWith("ALLOW_");
      legacy |= !flow.asText().startsWith("ALLOW_");
    }
    if (modern && legacy) {
      throw CognitoError.invalidParameter(
          "Can not mix legacy ExplicitAuthFlows values with values that start with ALLOW_.");
    }
  }
}
