package scimbridge.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Progress.State;
import scimbridge.directory.Transaction;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;
import scimbridge.policy.App;

/**
 * Has what was refused, or is backing off, tried again at once, because an administrator says so.
 */
public final class Retrying {
  /** How many users one transaction looks at. */
  static final int PIECE = 500;

  private static final String BY_HAND = "An administrator has it tried again.";

  private final Setting setting;
  private final Runnable wakeWorker;
  private final int piece;

  /**
   * @param wakeWorker called when there is something to do
   * @param piece how many users one transaction looks at
   */
  Retrying(Setting setting, Runnable wakeWorker, int piece) {
    this.setting = setting;
    this.wakeWorker = wakeWorker;
    this.piece = piece;
  }

  /**
   * What is tried again.
   *
   * @param app of which app
   * @param user only of this user; null for everybody and the Cognito groups
   * @param states REFUSED, PENDING or both
   */
  public record Order(AppId app, @Nullable ResourceId user, Set<State> states) {
    /** Copies the set and checks it: what is held waits for another word. */
    public Order {
      states = Set.copyOf(states);
      if (states.isEmpty() || !Set.of(State.REFUSED, State.PENDING).containsAll(states)) {
        throw new IllegalArgumentException("refused or pending, not " + states);
      }
    }
  }

  /**
   * What became due.
   *
   * @param accounts how many accounts
   * @param poolGroups how many Cognito groups
   */
  public record Due(int accounts, int poolGroups) {}

  /**
   * Makes it due.
   *
   * @param progress takes how many accounts are due so far, after each piece but the last
   */
  public Due run(Order order, Consumer<Integer> progress) {
    App app = setting.app(order.app());
    int accounts = 0;
    int poolGroups = 0;
    // What is refused becomes pending, and due: not looked at twice this way round.
    for (State state : List.of(State.PENDING, State.REFUSED)) {
      if (!order.states().contains(state)) {
        continue;
      }
      if (order.user() != null) {
        accounts += due(order, state, List.of(order.user()));
        continue;
      }
      poolGroups +=
          setting
              .directory()
              .<Integer>write(
                  tx -> {
                    int due = tx.poolGroups().dueNow(app.id(), state, setting.now(), BY_HAND);
                    note(tx, order, due, "Cognito groups");
                    return due;
                  });
      String after = "";
      List<ResourceId> users = users(app, state, after);
      while (!users.isEmpty()) {
        accounts += due(order, state, users);
        after = users.getLast().value();
        users = users(app, state, after);
        if (!users.isEmpty()) {
          progress.accept(accounts);
        }
      }
    }
    wakeWorker.run();
    return new Due(accounts, poolGroups);
  }

  private List<ResourceId> users(App app, State state, String after) {
    return setting
        .directory()
        .<List<ResourceId>>read(tx -> tx.accounts().usersIn(app.id(), state, after, piece));
  }

  private int due(Order order, State state, List<ResourceId> users) {
    return setting
        .directory()
        .<Integer>write(
            tx -> {
              int due = tx.accounts().dueNow(order.app(), state, users, setting.now(), BY_HAND);
              note(tx, order, due, "accounts");
              return due;
            });
  }

  /** Each piece is told with what it did: the next may not come any more. */
  private void note(Transaction tx, Order order, int due, String what) {
    if (due == 0) {
      return;
    }
    Instant now = setting.now();
    String detail = due + " " + what + " are tried again.";
    Optional.ofNullable(order.user())
        .flatMap(id -> tx.resources().user(order.app(), id))
        .ifPresentOrElse(
            about -> Journal.act(tx, now, about, "retry", "accepted", detail),
            () -> Journal.act(tx, now, order.app(), "retry", "accepted", detail));
  }
}
