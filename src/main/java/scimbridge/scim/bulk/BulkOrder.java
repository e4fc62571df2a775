package scimbridge.scim.bulk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.scim.bulk.BulkOperation.Understood;

/**
 * In which order the operations of a bulk request are carried out: that of the message, but for
 * those that have to wait for a resource that a later one creates, and for what follows them on the
 * same resource.
 *
 * <p>What waits for itself by way of others is a circle. Only creations can be in one, for nothing
 * else can be waited for. Circles that touch count as one.
 */
public final class BulkOrder {
  private final List<BulkOperation> operations;
  private final List<Set<Integer>> needs = new ArrayList<>();
  private final List<Set<Integer>> neededBy = new ArrayList<>();

  private BulkOrder(List<BulkOperation> operations) {
    this.operations = operations;
    operations.forEach(
        operation -> {
          needs.add(new LinkedHashSet<>());
          neededBy.add(new LinkedHashSet<>());
        });
    connect();
  }

  /** What is to be done one after the other: single operations, and circles as a whole. */
  public static List<List<BulkOperation>> of(List<BulkOperation> operations) {
    BulkOrder order = new BulkOrder(operations);
    return order.sorted().stream()
        .map(unit -> unit.stream().map(operations::get).toList())
        .toList();
  }

  private void connect() {
    Map<String, Integer> creations = new HashMap<>();
    for (BulkOperation operation : operations) {
      if (operation.bulkId() != null && operation.creates()) {
        creations.put(operation.bulkId(), operation.index());
      }
    }
    Map<String, Integer> latest = new HashMap<>();
    for (BulkOperation operation : operations) {
      if (operation instanceof Understood understood) {
        BulkReferences.in(understood).forEach(name -> need(operation, creations.get(name)));
        if (!understood.id().isEmpty()) {
          need(operation, latest.put(understood.type() + "/" + understood.id(), operation.index()));
        }
      }
    }
  }

  private void need(BulkOperation operation, @Nullable Integer other) {
    // Who names itself can only be completed after it was made; it is a circle of one.
    if (other != null) {
      needs.get(operation.index()).add(other);
      neededBy.get(other).add(operation.index());
    }
  }

  private List<List<Integer>> sorted() {
    Map<Integer, List<Integer>> circles = circles();
    int[] unitOf = new int[operations.size()];
    for (int i = 0; i < unitOf.length; i++) {
      unitOf[i] = i;
    }
    circles.forEach((first, circle) -> circle.forEach(index -> unitOf[index] = first));
    Map<Integer, Set<Integer>> waitsFor = new TreeMap<>();
    Map<Integer, Set<Integer>> awaitedBy = new HashMap<>();
    for (int i = 0; i < unitOf.length; i++) {
      Set<Integer> open = waitsFor.computeIfAbsent(unitOf[i], unit -> new TreeSet<>());
      for (int needed : needs.get(i)) {
        if (unitOf[needed] != unitOf[i]) {
          open.add(unitOf[needed]);
          awaitedBy.computeIfAbsent(unitOf[needed], unit -> new TreeSet<>()).add(unitOf[i]);
        }
      }
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    waitsFor.forEach(
        (unit, open) -> {
          if (open.isEmpty()) {
            ready.add(unit);
          }
        });
    List<List<Integer>> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      int unit = ready.remove();
      sorted.add(circles.getOrDefault(unit, List.of(unit)));
      for (int waiting : awaitedBy.getOrDefault(unit, Set.of())) {
        Set<Integer> open = waitsFor.getOrDefault(waiting, Set.of());
        if (open.remove(unit) && open.isEmpty()) {
          ready.add(waiting);
        }
      }
    }
    return sorted;
  }

  /** Every circle by its first operation. */
  private Map<Integer, List<Integer>> circles() {
    Set<Integer> left = new TreeSet<>();
    for (int i = 0; i < operations.size(); i++) {
      left.add(i);
    }
    // What waits for nothing is in no circle, nor is what nobody waits for; and so on inwards.
    peel(left, needs, neededBy);
    peel(left, neededBy, needs);
    Map<Integer, List<Integer>> circles = new HashMap<>();
    while (!left.isEmpty()) {
      int first = left.iterator().next();
      Set<Integer> circle = new TreeSet<>();
      Deque<Integer> reached = new ArrayDeque<>(List.of(first));
      while (!reached.isEmpty()) {
        int index = reached.remove();
        if (left.remove(index)) {
          circle.add(index);
          reached.addAll(needs.get(index));
          reached.addAll(neededBy.get(index));
        }
      }
      circles.put(first, List.copyOf(circle));
    }
    return circles;
  }

  /** Takes out, again and again, what has nothing left on one side. */
  private static void peel(
      Set<Integer> left, List<Set<Integer>> side, List<Set<Integer>> otherSide) {
    Map<Integer, Integer> open = new HashMap<>();
    Deque<Integer> bare = new ArrayDeque<>();
    for (int index : left) {
      int count = count(side.get(index), left);
      open.put(index, count);
      if (count == 0) {
        bare.add(index);
      }
    }
    while (!bare.isEmpty()) {
      int index = bare.remove();
      left.remove(index);
      for (int other : otherSide.get(index)) {
        if (left.contains(other) && open.merge(other, -1, Integer::sum) == 0) {
          bare.add(other);
        }
      }
    }
  }

  private static int count(Collection<Integer> indexes, Set<Integer> among) {
    return (int) indexes.stream().filter(among::contains).count();
  }
}
