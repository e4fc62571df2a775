package scimbridge.scim.dialect;

import java.util.List;
import scimbridge.scim.patch.MemberPatch;
import scimbridge.scim.patch.PatchOperation;

/**
 * A PATCH as the RFC says it.
 *
 * @param document what it does to the resource's document, in order
 * @param members what it does to a group's members, in order
 * @param unknown what no schema knows and was dropped, as paths
 */
public record TranslatedPatch(
    List<PatchOperation> document, List<MemberPatch.Operation> members, List<String> unknown) {
  /** Copies the lists. */
  public TranslatedPatch {
    document = List.copyOf(document);
    members = List.copyOf(members);
    unknown = List.copyOf(unknown);
  }
}
