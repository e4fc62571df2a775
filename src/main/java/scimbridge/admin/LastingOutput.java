package scimbridge.admin;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The output of a command that goes on when the operator goes away: the rest is for the log. */
final class LastingOutput {
  private static final Logger log = LoggerFactory.getLogger(LastingOutput.class);

  private LastingOutput() {}

  /** The same output, which never fails. */
  static Consumer<String> of(String command, Consumer<String> out) {
    return line -> {
      try {
        out.accept(line);
      } catch (RuntimeException gone) {
        log.info("{}: {}", command, TerminalText.of(line));
      }
    };
  }
}
