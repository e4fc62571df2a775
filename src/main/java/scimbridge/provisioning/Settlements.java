package scimbridge.provisioning;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import scimbridge.identity.ResourceId;

/**
 * Wakes those who wait for a resource to be settled. It only shortens the wait: the store is asked
 * again in any case, since another process may have settled it.
 */
final class Settlements {
  private final Map<ResourceId, CompletableFuture<Void>> waits = new ConcurrentHashMap<>();

  /** Waits until the resource is settled in this process, and at most the given time. */
  void await(ResourceId resource, Duration atMost) throws InterruptedException {
    CompletableFuture<Void> wait = waits.computeIfAbsent(resource, id -> new CompletableFuture<>());
    try {
      wait.get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException asked) {
      waits.remove(resource, wait);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Wakes everybody who waits for it. */
  void settled(ResourceId resource) {
    CompletableFuture<Void> wait = waits.remove(resource);
    if (wait != null) {
      wait.complete(null);
    }
  }
}
