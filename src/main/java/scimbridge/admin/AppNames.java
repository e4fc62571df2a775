package scimbridge.admin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;

/** The configured apps, as commands name them. */
public final class AppNames {
  private final SortedSet<AppId> apps;

  /** The names of these apps. */
  public AppNames(Collection<AppId> apps) {
    this.apps = new TreeSet<>(apps);
  }

  /**
   * The app that a command is about.
   *
   * @throws Fault NOT_FOUND if none of this name is configured
   */
  AppId of(Map<String, String> arguments) {
    return named(arguments.getOrDefault("app", ""));
  }

  /** All of them, in order of their names. */
  List<AppId> all() {
    return List.copyOf(apps);
  }

  /**
   * The app of a name.
   *
   * @throws Fault NOT_FOUND if none of this name is configured
   */
  AppId named(String name) {
    return apps.stream()
        .filter(app -> app.value().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Fault.of(
                    Fault.Kind.NOT_FOUND,
                    "there is no app '"
                        + name
                        + "'; configured: "
                        + String.join(", ", apps.stream().map(AppId::value).toList())));
  }
}
