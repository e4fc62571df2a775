package scimbridge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

/** What clients chose does nothing to a terminal, and is all there in JSON. */
class TerminalTextTest {
  /** Escape, C1 introducer, line ends, direction, a tag beyond the first plane, half a pair. */
  private static final String HOSTILE =
      "\u001b[2Ja\u009b1mb\r\nc\u2028d\u2029e\u202ef\u200bg\u007fh\udb40\udc41i\ud800j";

  @Test
  void aLineIsOneLineAndMovesNoCursor() {
    assertThat(TerminalText.of(HOSTILE))
        .isEqualTo(
            "\ufffd[2Ja\ufffd1mb\ufffd\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh\ufffdi\ufffdj");
    assertThat(TerminalText.of("Zoë 日本 👩")).isEqualTo("Zoë 日本 👩");
  }

  @Test
  void jsonIsEscapedAndTheSameToWhoeverReadsIt() throws Exception {
    String document = JsonNodeFactory.instance.objectNode().put("name", HOSTILE).toString();

    String shown = TerminalText.json(document);

    assertThat(shown).isEqualTo(TerminalText.of(shown));
    assertThat(new ObjectMapper().readTree(shown).path("name").textValue()).isEqualTo(HOSTILE);
  }
}
