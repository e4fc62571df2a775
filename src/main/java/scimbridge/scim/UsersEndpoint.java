package scimbridge.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Names.Name;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Password;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.schema.ImmutableAttributes;
import scimbridge.identity.schema.Normalized;
import scimbridge.policy.App;
import scimbridge.policy.Operations.PasswordSync;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.UserDraft;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.scim.dialect.RolesAsJsonText;
import scimbridge.scim.dialect.TranslatedPatch;
import scimbridge.scim.patch.DocumentPatch;

/** {@code /Users}. A PATCH answers 200 with the user, which satisfies every client. */
final class UsersEndpoint implements ResourceEndpoint {
  private final Provisioning provisioning;
  private final ResourceReader reader;
  private final ResourceLists lists;
  private final Intake intake;
  private final AccessRemoval removal;
  private final Duplicates duplicates;

  UsersEndpoint(
      Provisioning provisioning,
      ResourceReader reader,
      ResourceLists lists,
      Intake intake,
      Duplicates duplicates) {
    this.provisioning = provisioning;
    this.removal = new AccessRemoval(provisioning);
    this.duplicates = duplicates;
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
    Written<User> written;
    try {
      UserDraft made = unlessSaid(draft, true);
      written = provisioning.createUser(request.origin(), absent -> made);
    } catch (Fault taken) {
      written = repeated(request, draft, taken);
    }
    return reader.written(201, request, written.resource(), selection);
  }

  /** A creation of whom the app has already, as the replacement that it amounts to. */
  private Written<User> repeated(ScimRequest request, UserDraft draft, Fault taken) {
    AppId app = request.app().id();
    Name wanted = Name.userName(app, draft.attributes().string("userName").orElseThrow());
    ResourceId user = duplicates.match(request.app(), wanted, taken);
    return provisioning.changeUser(
        request.origin(),
        user,
        current -> {
          User existing = Objects.requireNonNull(current);
          Attributes agreed =
              Duplicates.agreed(
                  existing,
                  Name.userName(app, existing.userName()),
                  wanted,
                  draft.attributes(),
                  taken);
          return replacement(request, existing, new UserDraft(agreed, draft.password()));
        });
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
        removal.carryOut(
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
                    return replacement(request, existing, draft);
                  });
            });
    return reader.written(200, request, written.resource(), selection);
  }

  private static UserDraft replacement(ScimRequest request, User existing, UserDraft draft) {
    Attributes attributes =
        new ImmutableAttributes(request.schemas())
            .replaced(ResourceType.USER, existing.attributes(), draft.attributes());
    return unlessSaid(new UserDraft(attributes, draft.password()), existing.active());
  }

  /**
   * Whoever is not said to be active or not is active when created, and stays what they are when
   * replaced: a replacement lets nobody in who was shut out (RFC 7644 §3.5.1 leaves it to the
   * server whether what is omitted is kept). It is stored, so that sending back what a GET has
   * shown changes nothing.
   */
  private static UserDraft unlessSaid(UserDraft draft, boolean active) {
    if (draft.attributes().bool("active").isPresent()) {
      return draft;
    }
    ObjectNode attributes = draft.attributes().toNode();
    attributes.put("active", active);
    return new UserDraft(Attributes.of(attributes), draft.password());
  }

  @Override
  public ScimResponse patch(ScimRequest request, String id) {
    ResourceId user = ResourceReader.id(ResourceType.USER, id);
    AttributeSelection selection = intake.selection(request, ResourceType.USER);
    Preconditions preconditions = Preconditions.of(request);
    Written<User> written =
        removal.carryOut(
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
