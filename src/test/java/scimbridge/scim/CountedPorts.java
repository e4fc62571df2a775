package scimbridge.scim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import scimbridge.directory.Directory;
import scimbridge.directory.Members;
import scimbridge.directory.Resources;
import scimbridge.directory.Transaction;

/** A directory that counts how often its resources and members are asked for what. */
final class CountedPorts {
  private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
  private final Directory directory;

  CountedPorts(Directory real) {
    this.directory = proxy(Directory.class, real);
  }

  Directory directory() {
    return directory;
  }

  void reset() {
    calls.clear();
  }

  /** Calls by port and method. */
  Map<String, Long> calls() {
    Map<String, Long> copy = new TreeMap<>();
    calls.forEach((name, count) -> copy.put(name, count.get()));
    return copy;
  }

  private <T> T proxy(Class<T> type, T real) {
    Object counted =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, given) -> {
              Object[] arguments = given;
              if (type == Directory.class && given != null && given[0] instanceof Function<?, ?>) {
                @SuppressWarnings("unchecked")
                Function<Object, Object> work = (Function<Object, Object>) given[0];
                arguments = new Object[] {(Function<Object, Object>) tx -> work.apply(inside(tx))};
              }
              if (type == Members.class || type == Resources.class) {
                calls
                    .computeIfAbsent(
                        type.getSimpleName() + "." + method.getName(), name -> new AtomicLong())
                    .incrementAndGet();
              }
              try {
                return inside(method.invoke(real, arguments));
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
    return type.cast(counted);
  }

  private Object inside(Object value) {
    return switch (value) {
      case Transaction transaction -> proxy(Transaction.class, transaction);
      case Members members -> proxy(Members.class, members);
      case Resources resources -> proxy(Resources.class, resources);
      case null -> null;
      default -> value;
    };
  }
}
