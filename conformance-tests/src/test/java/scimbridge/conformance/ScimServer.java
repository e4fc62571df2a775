package scimbridge.conformance;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.parsing.Parser;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The client side of a test: sends requests as an identity provider does, and deletes afterwards
 * what the test created.
 */
final class ScimServer implements AfterEachCallback, AfterAllCallback {
  static final String SCIM_JSON = "application/scim+json";
  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  static final String CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String CORE_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
  static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
  static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

  // REST Assured would add a Latin-1 charset to JSON, which no SCIM client does.
  private static final RestAssuredConfig CONFIG =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                  .defaultContentCharset("UTF-8")
                  .encodeContentTypeAs(SCIM_JSON, ContentType.TEXT));

  private static final class Target {
    static final ConformanceTarget FOUND = ConformanceTarget.find();
  }

  private final Deque<String> created = new ConcurrentLinkedDeque<>();
  private final boolean ofClass;
  private final boolean strict;

  /** Deletes after each test what that test created. */
  ScimServer() {
    this(false, false);
  }

  private ScimServer(boolean ofClass, boolean strict) {
    this.ofClass = ofClass;
    this.strict = strict;
  }

  /** The same server as its second, strict client sees it. */
  static ScimServer strict() {
    return new ScimServer(false, true);
  }

  /** For a static field: what is created for all tests of a class is deleted after the last. */
  static ScimServer ofClass() {
    return new ScimServer(true, false);
  }

  /** JSON with {@code '} for {@code "}, and arguments as {@link String#formatted} takes them. */
  static String json(String template, Object... arguments) {
    return template.replace('\'', '"').formatted(arguments);
  }

  /**
   * Goes on only where ServiceProviderConfig announces this, for example {@code sort.supported}.
   * With the system property {@code scim.complete} a server has to announce it.
   */
  void assumeAnnounced(String feature) {
    assume(announces(feature), "The server does not announce " + feature);
  }

  /** Ends the test without a verdict unless this is so; with {@code scim.complete} it fails. */
  static void assume(boolean holds, String otherwise) {
    if (Boolean.getBoolean("scim.complete")) {
      Assertions.assertTrue(holds, otherwise);
    }
    Assumptions.assumeTrue(holds, otherwise);
  }

  boolean announces(String feature) {
    return Boolean.TRUE.equals(get("/ServiceProviderConfig").path(feature));
  }

  /** A name that no other test or run uses. */
  static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }

  String url() {
    return Target.FOUND.url();
  }

  String token() {
    return strict ? Target.FOUND.strictToken() : Target.FOUND.token();
  }

  /** A request with the token and the headers that most clients send. */
  RequestSpecification request() {
    return anonymous().header("Authorization", "Bearer " + token());
  }

  RequestSpecification anonymous() {
    RestAssured.registerParser(SCIM_JSON, Parser.JSON);
    return RestAssured.given()
        .config(CONFIG)
        .baseUri(url())
        .urlEncodingEnabled(true)
        .accept(SCIM_JSON);
  }

  RequestSpecification sending(String body) {
    return request().contentType(SCIM_JSON).body(body);
  }

  Response get(String path) {
    return request().get(path);
  }

  /** The status of a GET whose URL is sent exactly as it is. */
  int plainGet(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Authorization", "Bearer " + token())
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  Response filter(String path, String filter) {
    return request().queryParam("filter", filter).get(path);
  }

  Response post(String path, String body) {
    return remember(sending(body).post(path));
  }

  Response put(String path, String body) {
    return sending(body).put(path);
  }

  /** Sends a PATCH with these operations, each as JSON text. */
  Response patch(String path, String... operations) {
    return sending(patchBody(operations)).patch(path);
  }

  static String patchBody(String... operations) {
    return """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[%s]}"""
        .formatted(String.join(",", operations));
  }

  Response delete(String path) {
    return request().delete(path);
  }

  /** Has the resource of this URI deleted after the test. */
  void rememberLocation(String location) {
    created.addFirst(location.substring(url().length()));
  }

  /** Has whatever an answer created deleted after the test. */
  Response remember(Response response) {
    if (response.statusCode() == 201) {
      String type = response.path("meta.resourceType");
      created.addFirst("/" + type + "s/" + response.path("id"));
    }
    return response;
  }

  /** Has whatever the operations of a bulk answer created deleted after the test. */
  Response rememberAll(Response response) {
    if (response.statusCode() == 200) {
      List<String> locations =
          response.path("Operations.findAll { it.method == 'POST' && it.location }.location");
      locations.forEach(this::rememberLocation);
    }
    return response;
  }

  /** Creates a user with a usual set of attributes and returns its path. */
  String user(String userName) {
    Response response =
        post(
            "/Users",
            """
            {"schemas":["%s"],"userName":"%s","name":{"givenName":"Grace","familyName":"Hopper"},
             "emails":[{"primary":true,"value":"%s@example.com","type":"work"}],
             "displayName":"Grace Hopper","active":true}"""
                .formatted(CORE_USER, userName, userName));
    response.then().statusCode(201);
    return "/Users/" + response.path("id");
  }

  /** Creates a group with these members and returns its path. */
  String group(String displayName, String... memberPaths) {
    StringBuilder members = new StringBuilder();
    for (String path : memberPaths) {
      members.append(members.isEmpty() ? "" : ",").append(member(path));
    }
    Response response =
        post(
            "/Groups",
            """
            {"schemas":["%s"],"displayName":"%s","members":[%s]}"""
                .formatted(CORE_GROUP, displayName, members));
    response.then().statusCode(201);
    return "/Groups/" + response.path("id");
  }

  static String member(String path) {
    return "{\"value\":\"" + id(path) + "\"}";
  }

  static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!ofClass) {
      cleanUp();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    cleanUp();
  }

  private void cleanUp() {
    for (String path : Collections.unmodifiableCollection(created)) {
      delete(path);
    }
    created.clear();
  }
}
