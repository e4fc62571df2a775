package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceId;
import scimbridge.identity.User;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.scim.dialect.Deactivation;

/** A deactivation goes through whatever else is wrong with its message. */
final class AccessRemoval {
  private final Provisioning provisioning;

  AccessRemoval(Provisioning provisioning) {
    this.provisioning = provisioning;
  }

  /**
   * Carries a change out; if it is refused for what stands beside a deactivation in it, the
   * deactivation is carried out alone, and the client still gets the error.
   */
  Written<User> carryOut(
      ScimRequest request,
      ResourceId user,
      Preconditions preconditions,
      Supplier<Written<User>> change) {
    try {
      return change.get();
    } catch (Fault refused) {
      if (!isAboutContent(refused) || !Deactivation.isAsked(request.message())) {
        throw refused;
      }
      boolean deactivated =
          provisioning
              .changeUser(request.origin(), user, current -> shutOut(current, preconditions))
              .changed();
      throw deactivated
          ? Fault.of(
              refused.kind(), refused.detail() + " The user was deactivated all the same.", refused)
          : refused;
    }
  }

  private static UserDraft shutOut(@Nullable User current, Preconditions preconditions) {
    User existing = Objects.requireNonNull(current);
    if (!existing.active()) {
      return new UserDraft(existing.attributes(), null);
    }
    preconditions.check(existing);
    ObjectNode attributes = existing.attributes().toNode();
    attributes.put("active", false);
    return new UserDraft(Attributes.of(attributes), null);
  }

  /** Whether a fault is about what the message says, so that a removal in it stands alone. */
  static boolean isAboutContent(Fault refused) {
    return switch (refused.kind()) {
      case INVALID_VALUE,
          INVALID_PATH,
          INVALID_SYNTAX,
          INVALID_FILTER,
          NO_TARGET,
          MUTABILITY,
          UNIQUENESS,
          FORBIDDEN,
          TOO_MANY ->
          true;
      default -> false;
    };
  }
}
