package scimbridge.provisioning.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What clients were told about one resource, and whether there is one order of all of it: every
 * acknowledged change at the version that was answered, in between only changes whose answer was
 * lost, and at the end what is there. Nothing in it is taken from the bridge but its answers.
 *
 * @param <S> the state of the resource
 */
final class History<S> {
  private @Nullable S base;
  private long baseVersion;
  private final Map<Long, Change<S>> accepted = new HashMap<>();
  private final Map<Long, List<Change<S>>> withoutEffect = new HashMap<>();
  private final List<Change<S>> unknown = new ArrayList<>();
  private boolean deleted;
  private boolean perhapsDeleted;
  private boolean saidMissing;

  /** One change, as it acts on the state. */
  record Change<S>(int number, UnaryOperator<@Nullable S> apply, boolean certain) {}

  History(@Nullable S base, long baseVersion) {
    this.base = base;
    this.baseVersion = baseVersion;
  }

  /** The answer was: done, and this is the version now. */
  synchronized void accepted(Change<S> change, long version) {
    Change<S> other = accepted.put(version, change);
    if (other != null) {
      throw new AssertionError(
          "operations %d and %d both made version %d"
              .formatted(other.number(), change.number(), version));
    }
  }

  /** The answer was: at this version there was nothing to change. */
  synchronized void nothingToDo(Change<S> change, long version) {
    withoutEffect.computeIfAbsent(version, none -> new ArrayList<>()).add(change);
  }

  /** No answer came. */
  synchronized void unanswered(Change<S> change) {
    unknown.add(change);
  }

  synchronized void deleted() {
    deleted = true;
  }

  synchronized void perhapsDeleted() {
    perhapsDeleted = true;
  }

  /** The answer was: there is no such resource. */
  synchronized void saidMissing() {
    saidMissing = true;
  }

  /** What is there, as last explained. */
  synchronized @Nullable S state() {
    return base;
  }

  /**
   * Explains what is there, and goes on from it.
   *
   * @param found what is there, or null
   * @param version its version
   * @param same whether two states are the same as far as it can be known
   * @return which changes were carried out, oldest first; empty if nothing explains it
   */
  synchronized Optional<List<Change<S>>> explain(
      @Nullable S found, long version, BiPredicate<S, S> same) {
    List<Change<S>> order = new ArrayList<>();
    boolean explained;
    if (found == null) {
      explained = deleted || perhapsDeleted || (base == null && accepted.isEmpty());
    } else {
      explained = !deleted && !saidMissing && goOn(base, baseVersion, found, version, same, order);
    }
    base = found;
    baseVersion = version;
    accepted.clear();
    withoutEffect.clear();
    unknown.clear();
    perhapsDeleted = false;
    return explained ? Optional.of(order) : Optional.empty();
  }

  private boolean goOn(
      @Nullable S state,
      long at,
      S found,
      long last,
      BiPredicate<S, S> same,
      List<Change<S>> order) {
    for (Change<S> idle : withoutEffect.getOrDefault(at, List.of())) {
      if (state == null || !same.test(state, Objects.requireNonNull(idle.apply().apply(state)))) {
        return false;
      }
    }
    if (at == last) {
      return state != null
          && same.test(state, found)
          && order.containsAll(accepted.values())
          && unknown.stream()
              .allMatch(
                  change ->
                      !change.certain()
                          || order.contains(change)
                          || same.test(found, Objects.requireNonNull(change.apply().apply(found))));
    }
    Change<S> next = accepted.get(at + 1);
    for (Change<S> change : next != null ? List.of(next) : List.copyOf(unknown)) {
      if (!order.contains(change)) {
        order.add(change);
        if (goOn(change.apply().apply(state), at + 1, found, last, same, order)) {
          return true;
        }
        order.removeLast();
      }
    }
    return false;
  }

  @Override
  public synchronized String toString() {
    return "from version %d %s: accepted %s, without effect %s, unknown %s, deleted %s"
        .formatted(
            baseVersion,
            base,
            accepted.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue().number())
                .toList(),
            withoutEffect,
            unknown,
            deleted);
  }
}
