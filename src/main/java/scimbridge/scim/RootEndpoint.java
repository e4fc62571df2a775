package scimbridge.scim;

import scimbridge.fault.Fault;

/** What belongs to no resource type: queries over all of them (RFC 7644 §3.4.2.1) and /Me. */
final class RootEndpoint {
  private final ResourceLists lists;
  private final Intake intake;

  RootEndpoint(ResourceLists lists, Intake intake) {
    this.lists = lists;
    this.intake = intake;
  }

  /** Finds users and groups. */
  ScimResponse list(ScimRequest request) {
    return lists.all(request, type -> intake.selection(request, type));
  }

  /** Finds the users and groups that the body asks for. */
  ScimResponse search(ScimRequest request) {
    return list(SearchMessage.asQuery(request));
  }

  /** RFC 7644 §3.11: 501 from a service that has no such alias. */
  static Fault noMe() {
    return Fault.of(
        Fault.Kind.NOT_IMPLEMENTED,
        "A token of this service stands for an app and not for a user, so there is no /Me.");
  }
}
