package scimbridge.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What real clients say, replayed from the files in {@code conversations}: one test per step. */
class ConversationsIT {
  @RegisterExtension final ScimServer scim = new ScimServer();

  @TestFactory
  Stream<DynamicContainer> conversations() {
    return Conversation.all().stream().map(this::conversation);
  }

  private DynamicContainer conversation(Conversation conversation) {
    ConversationRun run = new ConversationRun(conversation, scim);
    List<DynamicTest> tests = new ArrayList<>();
    for (Conversation.Step step : conversation.steps()) {
      String name =
          "%s %02d %s: %s"
              .formatted(conversation.client(), tests.size() + 1, step.name(), step.method());
      tests.add(DynamicTest.dynamicTest(name, () -> run.play(step)));
    }
    return DynamicContainer.dynamicContainer(conversation.client(), tests);
  }
}
