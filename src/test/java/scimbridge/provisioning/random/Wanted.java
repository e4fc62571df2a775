package scimbridge.provisioning.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What one client wants to do next. It is drawn from the seed alone, so that the same seed gives
 * every client the same wishes whatever comes of them.
 *
 * @param number unique; what an operation writes carries it
 * @param app which client's app, 0 or 1
 * @param kind what is to be done
 * @param slot which of the app's users or groups it is about
 * @param others slots of members
 * @param nested slots of groups that are members
 * @param choice picks one of several names or values
 * @param password to be set, or null
 * @param anyway whether a creation is sent though there is one already, and anything else though
 *     there is none
 */
record Wanted(
    int number,
    int app,
    Kind kind,
    int slot,
    List<Integer> others,
    List<Integer> nested,
    int choice,
    @Nullable String password,
    boolean anyway) {

  /** Slots of users in each app. The first few have names that both apps use. */
  static final int USERS = 24;

  static final int SHARED = 3;

  /** From this slot on users are renamed, and never come into a pool that cannot follow that. */
  static final int RENAMED = 16;

  /** Slots of groups in each app; slot 0 is the one that gives an account in the second pool. */
  static final int GROUPS = 7;

  /** Groups below this one are put into group 0. */
  static final int NESTED = 3;

  /** What may be done. */
  enum Kind {
    CREATE_USER(12),
    REPLACE_USER(12),
    PATCH_USER(10),
    RENAME_USER(5),
    DEACTIVATE(6),
    REACTIVATE(7),
    DELETE_USER(7),
    CREATE_GROUP(5),
    RENAME_GROUP(5),
    DELETE_GROUP(3),
    ADD_MEMBERS(9),
    REMOVE_MEMBERS(6),
    REPLACE_MEMBERS(4),
    ENTER_SCOPE(6),
    LEAVE_SCOPE(5),
    NEST(2),
    UNNEST(2);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    boolean isAboutUser() {
      return ordinal() <= DELETE_USER.ordinal();
    }

    private static Kind draw(Random chance) {
      int sum = 0;
      for (Kind kind : values()) {
        sum += kind.weight;
      }
      int drawn = chance.nextInt(sum);
      for (Kind kind : values()) {
        drawn -= kind.weight;
        if (drawn < 0) {
          return kind;
        }
      }
      throw new IllegalStateException();
    }
  }

  /** The next wish of a client. */
  static Wanted draw(int number, Random chance) {
    Kind kind = Kind.draw(chance);
    int group = chance.nextInt(1, GROUPS);
    int slot =
        switch (kind) {
          case RENAME_USER -> chance.nextInt(RENAMED, USERS);
          case ENTER_SCOPE, LEAVE_SCOPE, NEST, UNNEST -> 0;
          default -> kind.isAboutUser() ? chance.nextInt(USERS) : group;
        };
    // Group 0 is renamed, too, but never deleted: what becomes of its policy then has other tests.
    slot = kind == Kind.RENAME_GROUP && chance.nextInt(6) == 0 ? 0 : slot;
    List<Integer> others = new ArrayList<>();
    int most = slot < NESTED && !kind.isAboutUser() ? RENAMED : USERS;
    for (int i = chance.nextInt(1, 4); i > 0; i--) {
      others.add(chance.nextInt(most));
    }
    List<Integer> nested = List.of(chance.nextInt(1, NESTED));
    String password = chance.nextInt(3) == 0 ? "Right-Horse-" + number : null;
    return new Wanted(
        number,
        chance.nextInt(2),
        kind,
        slot,
        others,
        nested,
        chance.nextInt(12),
        password,
        chance.nextInt(5) == 0);
  }

  /** The same wish as a creation, for what is not there. */
  Wanted asCreation() {
    Kind creation = kind.isAboutUser() ? Kind.CREATE_USER : Kind.CREATE_GROUP;
    return new Wanted(number, app, creation, slot, others, nested, choice, password, anyway);
  }

  /** The same wish as a change, for what is there. */
  Wanted asChange() {
    Kind change = kind.isAboutUser() ? Kind.REPLACE_USER : Kind.REPLACE_MEMBERS;
    return new Wanted(number, app, change, slot, others, nested, choice, password, anyway);
  }

  /** The userName of a slot; some have several, and a few are wanted by both apps. */
  String userName() {
    if (slot < SHARED) {
      return "shared%d@example.org".formatted(slot);
    }
    return slot < RENAMED
        ? "app%d-user%d@example.org".formatted(app, slot)
        : "app%d-user%d-%d@example.org".formatted(app, slot, choice % 3);
  }

  String displayName() {
    return slot == 0 ? "VIP %d".formatted(choice % 3) : "Group %d".formatted(choice);
  }

  /** The whole user as this operation would write it. */
  Map<String, String> user() {
    Map<String, String> user = new HashMap<>();
    user.put("userName", userName());
    user.put("active", String.valueOf(choice % 6 != 0));
    user.put("givenName", "Given" + choice);
    user.put("familyName", "Family");
    user.put("nickName", "n" + number);
    if (choice % 4 != 0) {
      user.put("displayName", "Name " + choice);
    }
    if (choice % 5 != 0) {
      user.put("email", "mail%d@example.net".formatted(choice));
    }
    return user;
  }

  /** What becomes of a user by this operation. */
  Map<String, String> appliedTo(Map<String, String> before) {
    Map<String, String> after = new HashMap<>(before);
    switch (kind) {
      case CREATE_USER, REPLACE_USER -> {
        after = user();
        if (kind == Kind.REPLACE_USER && slot >= RENAMED) {
          after.put("userName", before.get("userName"));
        }
      }
      case PATCH_USER -> {
        after.put("displayName", "Patched " + number);
        after.put("nickName", "n" + number);
        after.remove("email");
      }
      case RENAME_USER -> {
        after.put("userName", userName());
        after.put("nickName", "n" + number);
      }
      case DEACTIVATE -> after.put("active", "false");
      case REACTIVATE -> after.put("active", "true");
      default -> throw new IllegalStateException(kind.toString());
    }
    return after;
  }
}
