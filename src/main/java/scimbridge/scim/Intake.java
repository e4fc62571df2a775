package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.SchemaResource;
import java.util.List;
import java.util.Objects;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Normalized;
import scimbridge.identity.schema.Normalizer;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.scim.dialect.PatchDialect;
import scimbridge.scim.dialect.Tolerance;
import scimbridge.scim.dialect.TranslatedPatch;
import scimbridge.scim.dialect.UnknownNames;
import scimbridge.scim.patch.DocumentPatch;

/** What comes in, understood: bodies and selections of either resource type. */
final class Intake {
  private final ScimLimits limits;
  private final UnknownNames unknownNames;

  Intake(ScimLimits limits, UnknownNames unknownNames) {
    this.limits = limits;
    this.unknownNames = unknownNames;
  }

  AttributeSelection selection(ScimRequest request, ResourceType type) {
    Schemas schemas = request.schemas();
    List<String> extensions = schemas.extensions(type).stream().map(SchemaResource::getId).toList();
    return AttributeSelection.of(
        request,
        Objects.requireNonNull(schemas.core(type).getId()),
        extensions,
        ReturnedRules.of(schemas, type));
  }

  Normalized document(ScimRequest request, ResourceType type, ObjectNode body) {
    App app = request.app();
    Normalizer.Mode mode =
        Tolerance.UNKNOWN_ATTRIBUTES.appliesTo(app.strict())
            ? Normalizer.Mode.LENIENT
            : Normalizer.Mode.STRICT;
    Normalized normalized = new Normalizer(request.schemas()).normalize(type, body, mode);
    unknownNames.dropped(app.id(), normalized.unknown());
    return normalized;
  }

  TranslatedPatch patch(ScimRequest request, ResourceType type, String id) {
    return patch(request, request.message(), type, id);
  }

  /** The same for another message than the request's. */
  TranslatedPatch patch(ScimRequest request, ObjectNode message, ResourceType type, String id) {
    App app = request.app();
    TranslatedPatch patch =
        PatchDialect.translate(
            message, type, request.schemas(), app.strict(), id, limits.maxPatchOperations());
    unknownNames.dropped(app.id(), patch.unknown());
    return patch;
  }

  DocumentPatch documentPatch(ScimRequest request, ResourceType type) {
    return new DocumentPatch(
        type, request.schemas(), Tolerance.REPLACE_CREATES.appliesTo(request.app().strict()));
  }
}
