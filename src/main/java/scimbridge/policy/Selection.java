package scimbridge.policy;

import java.util.List;
import java.util.stream.Collectors;
import scimbridge.fault.Fault;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.Derived;
import scimbridge.identity.filter.ScimFilter;
import scimbridge.identity.schema.Schemas;

/** Whom a policy means. */
public sealed interface Selection {
  /** In a few words, as an administrator would say it. */
  String describe();

  /** DEFAULT: everybody in the app's directory. */
  record Everybody() implements Selection {
    @Override
    public String describe() {
      return "DEFAULT";
    }
  }

  /**
   * Who is in any of these groups, also by way of groups that are members of them.
   *
   * @param groups at least one
   */
  record MembersOf(List<GroupRef> groups) implements Selection {
    /** Copies the list and checks it. */
    public MembersOf {
      groups = List.copyOf(groups);
      if (groups.isEmpty()) {
        throw new IllegalArgumentException("a policy for groups needs at least one group");
      }
    }

    @Override
    public String describe() {
      return groups.stream().map(GroupRef::describe).collect(Collectors.joining(", "));
    }
  }

  /**
   * Whom a SCIM filter selects by the attributes that the client pushed.
   *
   * @param text the filter as it was written
   * @param filter the same, ready to be asked
   */
  record Matching(String text, ScimFilter filter) implements Selection {
    /**
     * Reads a filter over users.
     *
     * @throws Fault INVALID_FILTER if it is none, or asks for what the server derives: groups, for
     *     example, change without a change of the user
     */
    public static Matching of(String text, Schemas schemas) {
      ScimFilter filter = ScimFilter.parse(text, ResourceType.USER, schemas);
      if (filter.usesDerived()) {
        throw Fault.of(
            Fault.Kind.INVALID_FILTER,
            "a policy's filter can ask for what the client pushes with the user only, not for"
                + " groups or the state of provisioning; for groups there is 'group'");
      }
      return new Matching(text, filter);
    }

    /** Whether the user is meant. */
    boolean includes(User user) {
      return filter.matches(user, Derived.NOTHING);
    }

    @Override
    public String describe() {
      return "filter " + text;
    }
  }
}
