package scimbridge.emulator.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code Authorization} header of Signature Version 4 says. The signature itself is not
 * verified: the emulator knows no secret keys. That the header is there and well-formed is.
 *
 * @param accessKey the caller's access key id
 * @param region the region of the credential scope
 */
public record Signature(String accessKey, String region) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern DATE = Pattern.compile("[0-9]{8}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

  /**
   * Reads the header.
   *
   * @param authorization the header, null when missing
   * @param dated whether the request has {@code X-Amz-Date} or {@code Date}
   * @throws CognitoError as AWS answers a missing or malformed header
   */
  public static Signature parse(@Nullable String authorization, boolean dated) {
    if (authorization == null || authorization.isBlank()) {
      throw CognitoError.of("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    if (!authorization.startsWith(ALGORITHM)) {
      throw CognitoError.of(
          "IncompleteSignatureException",
          "Unsupported AWS 'algorithm': '" + firstWord(authorization) + "'.");
    }
    Map<String, String> parts = parts(authorization.substring(ALGORITHM.length()));
    List<String> complaints = new ArrayList<>();
    for (String needed : List.of("Credential", "Signature", "SignedHeaders")) {
      if (!parts.containsKey(needed)) {
        complaints.add("Authorization header requires '" + needed + "' parameter.");
      }
    }
    if (!dated) {
      complaints.add(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (!complaints.isEmpty()) {
      throw CognitoError.of("IncompleteSignatureException", String.join(" ", complaints));
    }
    if (!SIGNATURE.matcher(parts.getOrDefault("Signature", "")).matches()) {
      throw CognitoError.of(
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided.");
    }
    return scope(parts.getOrDefault("Credential", ""));
  }

  private static Signature scope(String credential) {
    String[] scope = credential.split("/", -1);
    if (scope.length != 5 || scope[0].isEmpty()) {
      throw CognitoError.of(
          "IncompleteSignatureException",
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '"
              + credential
              + "'");
    }
    String complaint = null;
    if (!DATE.matcher(scope[1]).matches()) {
      complaint = "Date in Credential scope does not match YYYYMMDD.";
    } else if (!REGION.matcher(scope[2]).matches()) {
      complaint = "Credential should be scoped to a valid region.";
    } else if (!scope[3].equals("cognito-idp")) {
      complaint = "Credential should be scoped to correct service: 'cognito-idp'.";
    } else if (!scope[4].equals("aws4_request")) {
      complaint =
          "Credential should be scoped with a valid terminator: 'aws4_request', not '"
              + scope[4]
              + "'.";
    }
    if (complaint != null) {
      throw CognitoError.of("InvalidSignatureException", complaint);
    }
    return new Signature(scope[0], scope[2]);
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new HashMap<>();
    int start = 0;
    while (start < text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      String part = text.substring(start, end).strip();
      int equals = part.indexOf('=');
      if (equals > 0 && equals < part.length() - 1) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
      start = end + 1;
    }
    return parts;
  }

  private static String firstWord(String text) {
    int space = text.indexOf(' ');
    String word = space < 0 ? text : text.substring(0, space);
    return word.length() > 40 ? word.substring(0, 40) : word;
  }
}
