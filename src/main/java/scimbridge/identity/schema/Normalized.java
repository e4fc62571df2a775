package scimbridge.identity.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.Attributes;
import scimbridge.identity.Password;

/**
 * What remains of a client's document.
 *
 * @param attributes all that is kept as the resource's document
 * @param password the password, if one was sent
 * @param members the members of a group, empty if the client said there are none; null if the
 *     client did not speak of members
 * @param unknown what no schema knows and was therefore dropped, as paths; at most {@value
 *     #MAX_UNKNOWN}
 */
public record Normalized(
    Attributes attributes,
    @Nullable Password password,
    @Nullable List<MemberReference> members,
    List<String> unknown) {
  /** How many unknown names are reported at the most. */
  public static final int MAX_UNKNOWN = 32;

  /** Copies the lists. */
  public Normalized {
    members = members == null ? null : List.copyOf(members);
    unknown = List.copyOf(unknown);
  }
}
