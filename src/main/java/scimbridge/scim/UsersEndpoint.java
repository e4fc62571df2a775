package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.Password;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.Normalized;
import scimbridge.policy.App;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.scim.dialect.Deactivation;
import scimbridge.scim.dialect.RolesAsJsonText;
import scimbridge.scim.dialect.TranslatedPatch;
import scimbridge.scim.patch.DocumentPatch;

/** {@code /Users}. A PATCH answers 200 with the user, which satisfies every client. */
final class UsersEndpoint implements ResourceEndpoint {
  private final Provisioning provisioning;
  private final ResourceReader reader;
  private final ResourceLists lists;
  private final Intake intake;

  UsersEndpoint(
      Provisioning provisioning, ResourceReader reader, ResourceLists lists, Intake intake) {
    this.provisioning = provisioning;
    this.reader = reader;
    this.lists = lists;
    this.intake = intake;
  }

  @Override
  public ScimResponse list(ScimRequest request) {
    return lists.list(request, ResourceType.USER, intake.selection(request, ResourceType.USER));
  }

  @Override
  public ScimResponse create(ScimRequest request) {
    AttributeSelection selection = intake.selection(request, ResourceType.USER);
    UserDraft draft = whole(request);
    Written<User> written = provisioning.createUser(request.origin(), absent -> draft);
    return reader.written(201, request, written.resource(), selection);
  }

  @Override
  public ScimResponse read(ScimRequest request, String id) {
    return reader.read(
        request, ResourceType.USER, id, intake.selection(request, ResourceType.USER));
  }

  @Override
  public ScimResponse replace(ScimRequest request, String id) {
    ResourceId user = ResourceReader.id(ResourceType.USER, id);
    AttributeSelection selection = intake.selection(request, ResourceType.USER);
    Preconditions preconditions = Preconditions.of(request);
    Written<User> written =
        removingAccess(
            request,
            user,
            preconditions,
            () -> {
              UserDraft draft = whole(request);
              return provisioning.changeUser(
                  request.origin(),
                  user,
                  current -> {
                    User existing = Objects.requireNonNull(current);
                    preconditions.check(existing);
                    return keepingOut(existing, draft);
                  });
            });
    return reader.written(200, request, written.resource(), selection);
  }

  /**
   * Carries a change out; if it is refused for what stands beside a deactivation in it, the
   * deactivation is carried out alone, and the client still gets the error.
   */
  private Written<User> removingAccess(
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

  private static boolean isAboutContent(Fault refused) {
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

  /**
   * A replacement that does not say {@code active} lets nobody in who was shut out: the RFC leaves
   * it to the server whether what is omitted is kept (RFC 7644 §3.5.1).
   */
  private static UserDraft keepingOut(User existing, UserDraft draft) {
    if (existing.active() || draft.attributes().bool("active").isPresent()) {
      return draft;
    }
    ObjectNode attributes = draft.attributes().toNode();
    attributes.put("active", false);
    return new UserDraft(Attributes.of(attributes), draft.password());
  }

  @Override
  public ScimResponse patch(ScimRequest request, String id) {
    ResourceId user = ResourceReader.id(ResourceType.USER, id);
    AttributeSelection selection = intake.selection(request, ResourceType.USER);
    Preconditions preconditions = Preconditions.of(request);
    Written<User> written =
        removingAccess(
            request,
            user,
            preconditions,
            () -> {
              TranslatedPatch changes = intake.patch(request, ResourceType.USER, id);
              DocumentPatch patch = intake.documentPatch(request, ResourceType.USER);
              return provisioning.changeUser(
                  request.origin(),
                  user,
                  current -> {
                    User existing = Objects.requireNonNull(current);
                    preconditions.check(existing);
                    return draft(
                        request.app(), patch.apply(existing.attributes(), changes.document()));
                  });
            });
    return reader.written(200, request, written.resource(), selection);
  }

  @Override
  public ScimResponse delete(ScimRequest request, String id) {
    ResourceId user = ResourceReader.id(ResourceType.USER, id);
    provisioning.deleteUser(request.origin(), user, Preconditions.of(request)::check);
    return ScimResponse.empty(204);
  }

  private UserDraft whole(ScimRequest request) {
    return draft(
        request.app(),
        intake.document(request, ResourceType.USER, RolesAsJsonText.inBody(request.message())));
  }

  /** Where passwords are not synchronised, they end here: Okta sends one that nobody wants. */
  private static UserDraft draft(App app, Normalized normalized) {
    @Nullable Password password =
        app.operations().passwordSync() == PasswordSync.OFF ? null : normalized.password();
    return new UserDraft(normalized.attributes(), password);
  }
}
