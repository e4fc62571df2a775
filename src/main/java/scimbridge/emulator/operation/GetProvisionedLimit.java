package scimbridge.emulator.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.protocol.Json;
import scimbridge.emulator.quota.Category;
import scimbridge.emulator.quota.Quotas;

/** Tells the request rate of an adjustable category. */
final class GetProvisionedLimit implements Operation {
  private final Quotas quotas;

  GetProvisionedLimit(Quotas quotas) {
    this.quotas = quotas;
  }

  @Override
  public ObjectNode answer(Call call) {
    String wanted =
        call.input().path("LimitDefinition").path("Attributes").path("Category").asText("");
    if (wanted.isEmpty()) {
      throw CognitoError.invalidParameter("Attributes must name a Category.");
    }
    for (Category category : Category.all()) {
      if (category.name().equals(wanted) && category.adjustable()) {
        ObjectNode body = Json.object();
        ObjectNode limit = body.putObject("Limit");
        limit.set("LimitDefinition", call.input().get("LimitDefinition"));
        limit.put("ProvisionedLimitValue", quotas.rate(category));
        limit.put("FreeLimitValue", category.rate());
        return body;
      }
    }
    throw CognitoError.resourceNotFound("Limit for category " + wanted + " does not exist.");
  }
}
