package scimbridge.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import groovy.json.JsonOutput;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** One conversation with the server, step by step, under names that no other run uses. */
final class ConversationRun {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z]+)}");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  // Sends URLs and headers exactly as the files have them.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Conversation conversation;
  private final ScimServer scim;
  private final Map<String, String> variables = new HashMap<>();
  private String failed = "";

  ConversationRun(Conversation conversation, ScimServer scim) {
    this.conversation = conversation;
    this.scim = scim;
    variables.put("run", ScimServer.unique("").substring(1));
    variables.put("url", scim.url());
    variables.put("core", ScimServer.CORE_USER);
    variables.put("group", ScimServer.CORE_GROUP);
    variables.put("enterprise", ScimServer.ENTERPRISE);
  }

  /** Sends the request and judges the answer; without a verdict if a step before failed. */
  void play(Conversation.Step step) throws IOException, InterruptedException {
    Assumptions.assumeTrue(failed.isEmpty(), "The step '" + failed + "' failed");
    failed = step.name();
    HttpResponse<String> answer = CLIENT.send(request(step), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 201) {
      answer.headers().firstValue("Location").ifPresent(scim::rememberLocation);
    }
    try {
      judge(step, answer);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s, '%s': %s".formatted(conversation.client(), step.name(), e.getMessage()), e);
    }
    JsonPath body = JsonPath.from(answer.body().isEmpty() ? "{}" : answer.body());
    step.capture()
        .forEach(
            (name, path) ->
                variables.put(
                    name, path.equals("$") ? answer.body() : String.valueOf(at(body, path))));
    failed = "";
  }

  private HttpRequest request(Conversation.Step step) {
    String url = scim.url() + filled(step.path());
    if (!conversation.query().isEmpty()) {
      url += (url.contains("?") ? "&" : "?") + conversation.query();
    }
    String body = body(step);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + scim.token())
            .method(
                step.method(),
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    Map<String, String> headers = new HashMap<>(conversation.headers());
    if (body.isEmpty()) {
      headers.remove("Content-Type");
    }
    headers.putAll(step.headers());
    headers.forEach((name, value) -> request.setHeader(name, filled(value)));
    return request.build();
  }

  private String body(Conversation.Step step) {
    if (step.resend().isEmpty()) {
      return filled(step.body());
    }
    String read = variables.get(step.resend());
    return JsonOutput.toJson(merged(JsonPath.from(read).getMap("$"), step.with()));
  }

  /** The object with the other's members in place of its own, objects member by member. */
  private Map<String, Object> merged(Map<String, Object> object, Map<String, Object> with) {
    Map<String, Object> merged = new LinkedHashMap<>(object);
    with.forEach(
        (key, value) -> {
          String name = filled(key);
          merged.put(name, mergedValue(merged.get(name), value));
        });
    return merged;
  }

  @SuppressWarnings("unchecked")
  private Object mergedValue(Object value, Object with) {
    if (with instanceof Map && (value instanceof Map || value == null)) {
      return merged(
          value == null ? Map.of() : (Map<String, Object>) value, (Map<String, Object>) with);
    }
    return filled(with);
  }

  private void judge(Conversation.Step step, HttpResponse<String> answer) {
    String body = answer.body();
    assertThat(body, answer.statusCode(), is(in(step.status())));
    String type = answer.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!body.isEmpty()) {
      assertThat(type, startsWith("application/"));
      assertThat(type, containsString("json"));
      assertThat("No value is null", body, not(containsString(":null")));
    }
    JsonPath json = JsonPath.from(body.isEmpty() ? "{}" : body);
    if (answer.statusCode() >= 400) {
      assertThat(json.getList("schemas"), is((Object) List.of(ScimServer.ERROR)));
      assertThat(json.getString("status"), is(Integer.toString(answer.statusCode())));
    }
    step.answerHeaders()
        .forEach(
            (name, expected) ->
                meets(name, answer.headers().firstValue(name).orElse(null), filled(expected)));
    step.answerBody()
        .forEach((path, expected) -> meets(path, at(json, filled(path)), filled(expected)));
  }

  /** A path that ends in nothing is nothing. */
  private static Object at(JsonPath json, String path) {
    try {
      return json.get(path);
    } catch (IllegalArgumentException nothing) {
      return null;
    }
  }

  /** Holds a value against what is expected: a kind in angle brackets, a pattern or a value. */
  private static void meets(String path, Object value, Object expected) {
    String text = String.valueOf(expected);
    switch (text) {
      case "<absent>" -> assertThat(path, value == null);
      case "<number>" -> assertThat(path + " is " + value, value instanceof Number);
      case "<boolean>" -> assertThat(path + " is " + value, value instanceof Boolean);
      case "<object>" -> assertThat(path + " is " + value, value instanceof Map);
      case "<text>" ->
          assertThat(path + " is " + value, value instanceof String && !value.equals(""));
      default -> {
        if (text.startsWith("~")) {
          assertThat(path, String.valueOf(value), matchesPattern(text.substring(1).strip()));
        } else {
          assertThat(path, value, is(expected));
        }
      }
    }
  }

  /** The value with its variables filled in, in lists, too. */
  private Object filled(Object value) {
    if (value instanceof String text) {
      return filled(text);
    }
    if (value instanceof List<?> list) {
      List<Object> filled = new ArrayList<>();
      list.forEach(of -> filled.add(filled(of)));
      return filled;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> filled = new LinkedHashMap<>();
      map.forEach((key, of) -> filled.put(filled(key.toString()), filled(of)));
      return filled;
    }
    return value;
  }

  private String filled(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              String value = variables.get(match.group(1));
              if (value == null) {
                throw new IllegalArgumentException("Nothing is captured as " + match.group(1));
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
