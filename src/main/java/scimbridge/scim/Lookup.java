package scimbridge.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collection;
import java.util.List;
import scimbridge.directory.Account;
import scimbridge.directory.Transaction;
import scimbridge.identity.Member;
import scimbridge.identity.Resource;
import scimbridge.identity.User;
import scimbridge.identity.filter.Derived;
import scimbridge.identity.filter.GroupReference;

/** What is derived for one resource, read when a filter asks for it. */
record Lookup(Transaction tx, Resource resource, ResourceReader reader) implements Derived {
  @Override
  public Collection<GroupReference> groups() {
    return tx
        .members()
        .groupsOf(resource.app(), List.of(resource.id()))
        .getOrDefault(resource.id(), List.of())
        .stream()
        .map(group -> new GroupReference(group.id(), group.displayName()))
        .toList();
  }

  @Override
  public Collection<Member> members() {
    return tx.members().of(resource.app(), resource.id());
  }

  @Override
  public JsonNode provisioning() {
    List<Account> accounts =
        tx.accounts()
            .ofUsers(resource.app(), List.of(resource.id()))
            .getOrDefault(resource.id(), List.of());
    return resource instanceof User user && !accounts.isEmpty()
        ? reader.extension(user, accounts)
        : MissingNode.getInstance();
  }
}
