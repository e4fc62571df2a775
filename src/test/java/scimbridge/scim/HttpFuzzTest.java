package scimbridge.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Requests that no HTTP library sends, thousands of them from one seed, each on a connection of its
 * own: each is answered with something that SCIM has, or not at all, and never with a failure of
 * the server.
 */
class HttpFuzzTest {
  private static final long SEED = 20261125;
  private static final int REQUESTS = 2_000;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> METHODS =
      List.of(
          "GET",
          "GET",
          "POST",
          "POST",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "CONNECT",
          "get",
          "PROPFIND",
          "G\u00c4T",
          "");
  private static final List<String> PATHS =
      List.of(
          "/scim/v2/Users",
          "/scim/v2/Users/1",
          "/scim/v2/Groups",
          "/scim/v2/Bulk",
          "/scim/v2/.search",
          "/scim/v2/Me",
          "/scim/v2/Schemas",
          "/scim/v2/ServiceProviderConfig",
          "/scim/v2/ResourceTypes/User",
          "/scim/v2",
          "/scim/v2/Users/%00",
          "/scim/v2/Users/%zz",
          "/scim/v2/Users/..%2f..",
          "/scim/v2/../admin",
          "/scim/v2/Users;x=y",
          "//scim///v2//Users/",
          "/scim/v2/Users/%C3%28",
          "/scim/v2/Users/\u00e9",
          "/",
          "*",
          "http://x/scim/v2/Users",
          "/scim/v2/Users/" + "a".repeat(3_000),
          "/scim/v2/Users?",
          "no-slash",
          "/scim/v2/Users#f");
  private static final List<String> QUERIES =
      List.of(
          "",
          "",
          "?filter=userName%20eq%20%22x%22",
          "?filter=",
          "?filter=%",
          "?filter=((((",
          "?filter=a[b[c[d",
          "?count=-1&startIndex=0",
          "?count=x",
          "?startIndex=99999999999999999999",
          "?attributes=,,,",
          "?attributes=a&excludedAttributes=b",
          "?sortBy=%22&sortOrder=up",
          "?cursor=%00&count=1",
          "?cursor",
          "?filter=userName+eq+\"\u00e9\"",
          "?&&==&",
          "?%FF=%FE",
          "?filter=" + "not(".repeat(500));
  private static final List<String> HEADERS =
      List.of(
          "Content-Type: application/scim+json",
          "Content-Type: application/json",
          "Content-Type: text/xml",
          "Content-Type: ;;",
          "Content-Type: application/json; charset=x",
          "Accept: */*",
          "Accept: application/json",
          "Accept: text/html",
          "Accept: ,;q=",
          "Accept: a",
          "Accept: application/scim+json;q=2",
          "If-Match: *",
          "If-Match: W/\"",
          "If-Match: \"1\", x",
          "If-None-Match: W/\"1\"",
          "Expect: 100-continue",
          "Expect: the-unexpected",
          "Upgrade: h2c",
          "Connection: Upgrade, HTTP2-Settings",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, x",
          "Content-Length: 99999999999999999999",
          "Content-Length: 99999999999",
          "Content-Length: -1",
          "Content-Length: 3",
          "Content-Encoding: gzip",
          "Host: a b",
          "X-Request-Id: \u0001",
          "X-Forwarded-Host: evil",
          "Range: bytes=0-1",
          "Cookie: a=b;;",
          "X-Long: " + "y".repeat(5_000),
          ": no name",
          "no colon",
          " folded: x",
          "A\u0000: b");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "1e400",
          "{\"userName\":\"fuzz\"}",
          "{\"userName\":",
          "\u0000",
          "{\"userName\":{\"a\":[{}]}}",
          "{\"schemas\":7,\"Operations\":{\"op\":1}}",
          "{\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[\",\"value\":null}]}",
          "{\"Operations\":[{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":1,\"data\":[]}]}",
          "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],\"count\":\"x\"}",
          "{\"a\":1,\"a\":2}",
          "\uFEFF{}",
          "{\"userName\":\"\\ud800\"}",
          "[".repeat(5_000),
          "{\"userName\":\"" + "x".repeat(70_000) + "\"}",
          "2\r\n{}\r\n0\r\n\r\n",
          "zz\r\n",
          "5\r\n{}");

  private final Random random = new Random(SEED);
  private final Map<String, Integer> counted = new TreeMap<>();

  @Test
  void whatever_is_sent_there_is_a_scim_answer_or_none() throws Exception {
    try (RunningEdge edge = RunningEdge.start()) {
      for (int i = 0; i < REQUESTS; i++) {
        byte[] request = request();
        String answer = answer(edge, request);
        try {
          counted.merge(judge(answer, request[0] == 'H'), 1, Integer::sum);
        } catch (AssertionError wrong) {
          throw new AssertionError(
              "request "
                  + i
                  + ":\n"
                  + new String(request, StandardCharsets.ISO_8859_1)
                      .replaceAll("(.)\\1{40,}", "$1..."),
              wrong);
        }
      }
      // It was not refused at the door, all of it, and the server is as it was.
      assertThat(counted)
          .as(counted.toString())
          .containsKeys("200", "201", "400", "401", "404", "405", "406", "413", "415", "none");
      assertThat(counted.get("none")).isLessThan(REQUESTS / 2);
      assertThat(
              answer(
                  edge,
                  bytes(
                      "GET /scim/v2/Users?count=1 HTTP/1.1\r\nHost: x\r\n"
                          + "Authorization: Bearer lenient\r\nConnection: close\r\n\r\n")))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  private byte[] request() {
    boolean plain = chance(3);
    String body = plain ? "{\"userName\":\"fuzz-" + random.nextInt(99) + "\"}" : one(BODIES);
    StringBuilder request = new StringBuilder();
    request
        .append(one(METHODS))
        .append(' ')
        .append(plain ? "/scim/v2/Users" : one(PATHS))
        .append(one(QUERIES));
    request.append(chance(30) ? one(List.of("", " HTTP/1.0", " HTTP/9.9", "\r\n x")) : " HTTP/1.1");
    request.append("\r\n");
    if (!chance(20)) {
      request.append("Host: localhost\r\n");
    }
    if (!chance(10)) {
      request.append("Authorization: Bearer lenient\r\n");
    }
    if (!chance(5)) {
      request.append("Content-Length: ").append(bytes(body).length).append("\r\n");
    }
    for (int i = random.nextInt(plain ? 2 : 4); i > 0; i--) {
      request.append(one(HEADERS)).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    byte[] bytes = bytes(request.toString());
    if (chance(6)) {
      for (int i = random.nextInt(8); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  /** What comes until the server closes the connection; it sees the end of what is sent. */
  private static String answer(RunningEdge edge, byte[] request) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket("127.0.0.1", edge.url().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      socket.getInputStream().transferTo(answer);
    } catch (java.net.SocketException closed) {
      // The server did not want to read to the end.
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  /** The status, or none; anything else than SCIM has is an error. */
  private static String judge(String answer, boolean head) throws IOException {
    String last = answer.replaceFirst("^HTTP/1\\.1 100 [^\r\n]*\r\n\r\n", "");
    if (last.isEmpty()) {
      return "none";
    }
    Matcher line = STATUS_LINE.matcher(last);
    assertThat(line.lookingAt()).as(last).isTrue();
    int status = Integer.parseInt(line.group(1));
    assertThat(status).as(last).isBetween(200, 503).isNotIn(500, 502);
    int end = last.indexOf("\r\n\r\n");
    String headers = last.substring(0, end);
    String body = last.substring(end + 4);
    if (status >= 400 && !(head && body.isEmpty())) {
      assertThat(headers).containsPattern("(?i)Content-Type: ?application/(scim\\+)?json");
      JsonNode error = JSON.readTree(unchunked(headers, body));
      assertThat(error.path("schemas").path(0).asText()).as(body).endsWith(":Error");
      assertThat(error.path("status").asText()).as(body).isEqualTo(Integer.toString(status));
      assertThat(error.path("detail").asText()).as(body).isNotBlank();
    }
    if (status == 405) {
      assertThat(headers).containsIgnoringCase("\r\nAllow: ");
    }
    return Integer.toString(status);
  }

  private static String unchunked(String headers, String body) {
    return headers.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")
        ? body.replaceAll("(?m)^[0-9a-fA-F]+\r\n|\r\n", "")
        : body;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
