package scimbridge.provisioning;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Directory;
import scimbridge.directory.Transfers.Conflict;
import scimbridge.directory.Transfers.Transfer;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.schema.CustomAttribute;

/** What both apps of a transfer have, and what else an administrator is told before it begins. */
final class TransferConflicts {
  private final Directory directory;
  private final AppId from;
  private final AppId to;

  TransferConflicts(Directory directory, AppId from, AppId to) {
    this.directory = directory;
    this.from = from;
    this.to = to;
  }

  /** Names that both apps have. */
  List<Conflict> names() {
    return directory.<List<Conflict>>read(tx -> tx.transfers().conflicts(from, to));
  }

  private List<String> attributes() {
    return directory.<List<String>>read(tx -> new TransferredAttributes(from, to).conflicts(tx));
  }

  /** How many resources the source has. */
  long count(ResourceType type) {
    return directory.<Long>read(tx -> tx.resources().count(from, type, new Narrowing.Everything()));
  }

  /** The line that says which attributes go along. */
  Optional<String> ownAttributes() {
    List<CustomAttribute> own =
        directory.<List<CustomAttribute>>read(tx -> tx.customAttributes().of(from));
    return own.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Attributes of '%s': %s"
                .formatted(
                    from,
                    own.stream().map(CustomAttribute::name).collect(Collectors.joining(", "))));
  }

  /**
   * Says what would be moved.
   *
   * @param open the same transfer if it was begun already, or null
   */
  void preview(@Nullable Transfer open, Consumer<String> out) {
    List<Conflict> conflicts = names();
    List<String> attributes = attributes();
    if (open != null) {
      out.accept("This transfer was begun at " + open.since() + " and is not complete.");
    }
    long users = count(ResourceType.USER);
    long groups = count(ResourceType.GROUP);
    attributes.forEach(out);
    conflicts.forEach(conflict -> out.accept(line(conflict)));
    ownAttributes().ifPresent(out);
    out.accept(
        "Would move "
            + users
            + " users and "
            + groups
            + " groups from '"
            + from
            + "' to '"
            + to
            + "'"
            + (conflicts.isEmpty()
                ? "."
                : "; "
                    + conflicts.size()
                    + " of these names are in both: without"
                    + " --skip-conflicts nothing moves, with it those stay.")
            + (attributes.isEmpty()
                ? ""
                : " Nothing moves while attributes of the apps' own stand against each other."));
  }

  /**
   * Refuses a transfer that something stands against, and says what.
   *
   * @param skipNames whether it goes on although both have names, which then stay
   * @throws Fault UNIQUENESS if both apps have a name, or an attribute that differs
   */
  void refuse(boolean skipNames, Consumer<String> out) {
    List<String> attributes = attributes();
    if (!attributes.isEmpty()) {
      attributes.forEach(out);
      throw Fault.of(
          Fault.Kind.UNIQUENESS,
          "Nothing was moved: attributes of the apps' own stand against each other. Change or"
              + " remove one of each with 'attribute add' or 'attribute remove'.");
    }
    List<Conflict> conflicts = names();
    if (conflicts.isEmpty()) {
      return;
    }
    conflicts.forEach(conflict -> out.accept(line(conflict)));
    if (!skipNames) {
      throw Fault.of(
          Fault.Kind.UNIQUENESS,
          "Nothing was moved: "
              + conflicts.size()
              + " names are in both apps. Delete or rename one of each, or leave those of '"
              + from
              + "' behind with --skip-conflicts; memberships between what moves and what stays"
              + " end then.");
    }
  }

  private static String line(Conflict conflict) {
    return "in both: "
        + (conflict.type() == ResourceType.USER ? "userName '" : "displayName '")
        + conflict.name()
        + "' ("
        + conflict.resource()
        + " and "
        + conflict.other()
        + ")";
  }
}
