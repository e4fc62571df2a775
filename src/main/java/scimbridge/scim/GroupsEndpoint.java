package scimbridge.scim;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Names.Name;
import scimbridge.directory.Proposal.MemberDelta;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Attributes;
import scimbridge.identity.Group;
import scimbridge.identity.Member;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.ImmutableAttributes;
import scimbridge.identity.schema.MemberReference;
import scimbridge.identity.schema.Normalized;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.Provisioning.GroupDraft;
import scimbridge.provisioning.Provisioning.Written;
import scimbridge.scim.dialect.TranslatedPatch;
import scimbridge.scim.patch.DocumentPatch;
import scimbridge.scim.patch.MemberPatch;

/**
 * {@code /Groups}. A PATCH answers 204 unless the client asks for attributes: Entra ID wants no
 * member list back, and with a large group nobody does.
 */
final class GroupsEndpoint implements ResourceEndpoint {
  private final Provisioning provisioning;
  private final ResourceReader reader;
  private final ResourceLists lists;
  private final Intake intake;
  private final MemberResolver members;
  private final Duplicates duplicates;
  private final MemberRemovals removals;

  GroupsEndpoint(
      Provisioning provisioning,
      ResourceReader reader,
      ResourceLists lists,
      Intake intake,
      MemberResolver members,
      Duplicates duplicates) {
    this.provisioning = provisioning;
    this.reader = reader;
    this.lists = lists;
    this.intake = intake;
    this.members = members;
    this.duplicates = duplicates;
    this.removals = new MemberRemovals(provisioning, intake);
  }

  @Override
  public ScimResponse list(ScimRequest request) {
    return lists.list(request, ResourceType.GROUP, intake.selection(request, ResourceType.GROUP));
  }

  @Override
  public ScimResponse create(ScimRequest request) {
    AttributeSelection selection = intake.selection(request, ResourceType.GROUP);
    GroupDraft draft = whole(request, null);
    Written<Group> written;
    try {
      written = provisioning.createGroup(request.origin(), (absent, nobody) -> draft);
    } catch (Fault taken) {
      written = repeated(request, draft, taken);
    }
    return reader.written(201, request, written.resource(), selection);
  }

  /**
   * A creation of a group that the app has already, as the replacement that it amounts to. One that
   * names no members leaves them: Entra ID and Okta create a group empty and fill it later.
   */
  private Written<Group> repeated(ScimRequest request, GroupDraft draft, Fault taken) {
    AppId app = request.app().id();
    Name wanted = Name.displayName(app, draft.attributes().string("displayName").orElseThrow());
    ResourceId group = duplicates.match(request.app(), wanted, taken);
    Set<Member> joining = draft.members().add();
    return provisioning.changeGroup(
        request.origin(),
        group,
        (current, now) -> {
          Group existing = Objects.requireNonNull(current);
          Attributes agreed =
              Duplicates.agreed(
                  existing,
                  Name.displayName(app, existing.displayName()),
                  wanted,
                  draft.attributes(),
                  taken);
          return new GroupDraft(
              replaced(request, existing, agreed),
              new MemberDelta(!joining.isEmpty(), Set.of(), joining));
        });
  }

  private static Attributes replaced(ScimRequest request, Group existing, Attributes by) {
    return new ImmutableAttributes(request.schemas())
        .replaced(ResourceType.GROUP, existing.attributes(), by);
  }

  @Override
  public ScimResponse read(ScimRequest request, String id) {
    return reader.read(
        request, ResourceType.GROUP, id, intake.selection(request, ResourceType.GROUP));
  }

  @Override
  public ScimResponse replace(ScimRequest request, String id) {
    ResourceId group = ResourceReader.id(ResourceType.GROUP, id);
    AttributeSelection selection = intake.selection(request, ResourceType.GROUP);
    Preconditions preconditions = Preconditions.of(request);
    Written<Group> written;
    try {
      written = replaced(request, group, preconditions);
    } catch (Fault refused) {
      throw removals.afterPut(refused, request, group, preconditions);
    }
    return reader.written(200, request, written.resource(), selection);
  }

  private Written<Group> replaced(
      ScimRequest request, ResourceId group, Preconditions preconditions) {
    GroupDraft draft = whole(request, group);
    return provisioning.changeGroup(
        request.origin(),
        group,
        (current, now) -> {
          Group existing = Objects.requireNonNull(current);
          preconditions.check(existing);
          return new GroupDraft(replaced(request, existing, draft.attributes()), draft.members());
        });
  }

  @Override
  public ScimResponse patch(ScimRequest request, String id) {
    ResourceId group = ResourceReader.id(ResourceType.GROUP, id);
    AttributeSelection selection = intake.selection(request, ResourceType.GROUP);
    Preconditions preconditions = Preconditions.of(request);
    Written<Group> written;
    try {
      written = patched(request, group, preconditions);
    } catch (Fault refused) {
      throw removals.afterPatch(refused, request, group, preconditions);
    }
    return selection.isExplicit()
        ? reader.written(200, request, written.resource(), selection)
        : ScimResponse.empty(204).withEtag(Preconditions.etag(written.resource()));
  }

  private Written<Group> patched(
      ScimRequest request, ResourceId group, Preconditions preconditions) {
    TranslatedPatch changes = intake.patch(request, ResourceType.GROUP, group.value());
    DocumentPatch patch = intake.documentPatch(request, ResourceType.GROUP);
    Map<String, Member> joining =
        members.resolve(request.app(), group, MemberPatch.added(changes.members()));
    return provisioning.changeGroup(
        request.origin(),
        group,
        (current, now) -> {
          Group existing = Objects.requireNonNull(current);
          preconditions.check(existing);
          return new GroupDraft(
              patch.apply(existing.attributes(), changes.document()).attributes(),
              MemberPatch.compile(changes.members(), joining, now));
        });
  }

  @Override
  public ScimResponse delete(ScimRequest request, String id) {
    ResourceId group = ResourceReader.id(ResourceType.GROUP, id);
    provisioning.deleteGroup(request.origin(), group, Preconditions.of(request)::check);
    return ScimResponse.empty(204);
  }

  /** A PUT without members means a group without members: Keycloak leaves out an empty list. */
  private GroupDraft whole(ScimRequest request, @Nullable ResourceId group) {
    Normalized normalized = intake.document(request, ResourceType.GROUP, request.message());
    List<MemberReference> named = Objects.requireNonNullElse(normalized.members(), List.of());
    Collection<Member> joining =
        members
            .resolve(
                request.app(),
                group,
                named.stream().map(MemberReference::value).distinct().toList())
            .values();
    return new GroupDraft(
        normalized.attributes(), new MemberDelta(group != null, Set.of(), Set.copyOf(joining)));
  }
}
