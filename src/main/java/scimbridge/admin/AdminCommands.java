package scimbridge.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import scimbridge.fault.Fault;

/**
 * The commands by name. The same commands answer a socket and run in process, so that they cannot
 * differ.
 */
public final class AdminCommands {

  /** One command. */
  @FunctionalInterface
  public interface Command {
    /**
     * Carries the command out.
     *
     * @param arguments as the command line gave them
     * @param out takes the answer, line by line
     * @throws Fault if it cannot be done; the detail is shown to the operator
     */
    void run(Map<String, String> arguments, Consumer<String> out);
  }

  /** Takes the answer of a command that goes on until nobody listens any more. */
  public interface Listener extends Consumer<String> {
    /** Throws an exception if nobody listens any more. */
    void check();
  }

  private final Map<String, Command> commands = new LinkedHashMap<>();

  /** Adds a command. */
  public AdminCommands add(String name, Command command) {
    if (commands.putIfAbsent(name, command) != null) {
      throw new IllegalArgumentException("two commands are named " + name);
    }
    return this;
  }

  /**
   * Runs a command.
   *
   * @param out takes the answer; a {@link Listener} if a server answers
   * @throws Fault if there is no such command, or it cannot be done
   */
  public void run(String name, Map<String, String> arguments, Consumer<String> out) {
    Command command = commands.get(name);
    if (command == null) {
      throw Fault.of(
          Fault.Kind.NOT_IMPLEMENTED,
          "the running server does not know '" + name + "'; it may be of another version");
    }
    command.run(arguments, out);
  }
}
