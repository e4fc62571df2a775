package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import scimbridge.emulator.pool.AppClient;
import scimbridge.emulator.pool.Group;
import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.protocol.Json;

/** How pools, users and groups look on the wire. */
final class Views {
  private Views() {}

  static ObjectNode pool(Pool pool, long users) {
    ObjectNode json = Json.object();
    json.put("Id", pool.id());
    json.put("Name", pool.name());
    json.setAll(pool.settings().deepCopy());
    json.set("SchemaAttributes", pool.schema().toJson());
    json.set("LastModifiedDate", Json.timestamp(pool.modified()));
    json.set("CreationDate", Json.timestamp(pool.created()));
    json.put("EstimatedNumberOfUsers", users);
    json.put("Arn", "arn:aws:cognito-idp:" + pool.region() + ":000000000000:userpool/" + pool.id());
    return json;
  }

  /** A user; the member that holds the attributes has another name in AdminGetUser. */
  static ObjectNode user(User user, String attributesMember) {
    ObjectNode json = Json.object();
    json.put("Username", user.username());
    json.set(attributesMember, attributes(user));
    json.set("UserCreateDate", Json.timestamp(user.created()));
    json.set("UserLastModifiedDate", Json.timestamp(user.modified()));
    json.put("Enabled", user.enabled());
    json.put("UserStatus", user.status().name());
    return json;
  }

  static ObjectNode group(Pool pool, Group group) {
    ObjectNode json = Json.object();
    json.put("GroupName", group.name());
    json.put("UserPoolId", pool.id());
    if (group.description() != null) {
      json.put("Description", group.description());
    }
    if (group.roleArn() != null) {
      json.put("RoleArn", group.roleArn());
    }
    if (group.precedence() != null) {
      json.put("Precedence", group.precedence());
    }
    json.set("LastModifiedDate", Json.timestamp(group.modified()));
    json.set("CreationDate", Json.timestamp(group.created()));
    return json;
  }

  static ObjectNode client(Pool pool, AppClient client) {
    ObjectNode json = Json.object();
    json.put("UserPoolId", pool.id());
    json.put("ClientName", client.name());
    json.put("ClientId", client.id());
    json.set("LastModifiedDate", Json.timestamp(client.modified()));
    json.set("CreationDate", Json.timestamp(client.created()));
    json.setAll(client.settings());
    return json;
  }

  private static ArrayNode attributes(User user) {
    ArrayNode array = Json.object().arrayNode();
    for (Map.Entry<String, String> attribute : user.attributes().entrySet()) {
      add(array, attribute.getKey(), attribute.getValue());
    }
    add(array, "sub", user.sub());
    return array;
  }

  private static void add(ArrayNode array, String name, String value) {
    ObjectNode item = array.addObject();
    item.put("Name", name);
    item.put("Value", value);
  }
}
