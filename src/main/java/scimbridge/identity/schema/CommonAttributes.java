package scimbridge.identity.schema;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import com.unboundid.scim2.common.types.AttributeDefinition.Returned;
import com.unboundid.scim2.common.types.AttributeDefinition.Uniqueness;
import java.util.List;

/**
 * The attributes that every resource has and no schema document lists (RFC 7643 §3.1).
 *
 * <p>The SDK's own list says that {@code meta} is always returned and that {@code id} is not
 * unique; the RFC says otherwise.
 */
final class CommonAttributes {
  static final List<AttributeDefinition> ALL =
      List.of(
          text("schemas")
              .setMultiValued(true)
              .setRequired(true)
              .setReturned(Returned.ALWAYS)
              .build(),
          text("id")
              .setMutability(Mutability.READ_ONLY)
              .setReturned(Returned.ALWAYS)
              .setUniqueness(Uniqueness.SERVER)
              .build(),
          text("externalId").build(),
          new AttributeDefinition.Builder()
              .setName("meta")
              .setType(AttributeDefinition.Type.COMPLEX)
              .setMutability(Mutability.READ_ONLY)
              .addSubAttributes(
                  meta("resourceType", AttributeDefinition.Type.STRING),
                  meta("created", AttributeDefinition.Type.DATETIME),
                  meta("lastModified", AttributeDefinition.Type.DATETIME),
                  meta("location", AttributeDefinition.Type.REFERENCE),
                  meta("version", AttributeDefinition.Type.STRING))
              .build());

  private CommonAttributes() {}

  private static AttributeDefinition.Builder text(String name) {
    return new AttributeDefinition.Builder().setName(name).setCaseExact(true);
  }

  private static AttributeDefinition meta(String name, AttributeDefinition.Type type) {
    return text(name).setType(type).setMutability(Mutability.READ_ONLY).build();
  }
}
