package scimbridge.scim;

import static scimbridge.scim.ListedDirectory.one;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A random filter as text, and what RFC 7644 §3.4.2.2 says it means, written down once more for
 * resources as they are on the wire.
 */
record GeneratedFilter(String text, Predicate<JsonNode> meaning) {
  private static final List<String> LITERALS =
      List.of("ada", "ADA", "bob", "b", "", "cleo", "ada1", "Bob12", "ada@x0", "@x", "zzz");
  private static final List<String> OPERATORS =
      List.of("eq", "eq", "eq", "ne", "co", "sw", "sw", "ew", "gt", "ge", "lt", "le", "pr");

  /** An attribute: its name in a filter, where it is on the wire, whether case matters. */
  private record Attribute(String name, List<String> path, boolean caseExact) {}

  private static final List<Attribute> USER_TEXTS =
      List.of(
          new Attribute("userName", List.of("userName"), false),
          new Attribute("USERNAME", List.of("userName"), false),
          new Attribute(
              "urn:ietf:params:scim:schemas:core:2.0:User:userName", List.of("userName"), false),
          new Attribute("externalId", List.of("externalId"), true),
          new Attribute("displayName", List.of("displayName"), false),
          new Attribute("title", List.of("title"), false),
          new Attribute("name.familyName", List.of("name", "familyName"), false),
          new Attribute("emails", List.of("emails", "value"), false),
          new Attribute("emails.value", List.of("emails", "value"), false),
          new Attribute("emails.type", List.of("emails", "type"), false),
          new Attribute("department", List.of(ListedDirectory.ENTERPRISE, "department"), false),
          new Attribute(
              ListedDirectory.ENTERPRISE + ":department",
              List.of(ListedDirectory.ENTERPRISE, "department"),
              false));

  private static final List<Attribute> GROUP_TEXTS =
      List.of(
          new Attribute("displayName", List.of("displayName"), false),
          new Attribute("externalId", List.of("externalId"), true));

  static GeneratedFilter ofUsers(Random random, int depth, List<String> groups) {
    return any(random, depth, USER_TEXTS, true, groups, List.of());
  }

  static GeneratedFilter ofGroups(Random random, int depth, List<String> members) {
    return any(random, depth, GROUP_TEXTS, false, List.of(), members);
  }

  private static GeneratedFilter any(
      Random random,
      int depth,
      List<Attribute> texts,
      boolean users,
      List<String> groups,
      List<String> members) {
    int shape = random.nextInt(depth == 0 ? 8 : 14);
    switch (shape) {
      case 0, 1, 2 -> {
        return text(random, one(random, texts));
      }
      case 3 -> {
        boolean wanted = random.nextBoolean();
        String literal =
            random.nextBoolean() ? "" + wanted : "\"" + (wanted ? "True" : "False") + "\"";
        return users
            ? new GeneratedFilter(
                "active eq " + literal, user -> user.path("active").asBoolean() == wanted)
            : text(random, one(random, texts));
      }
      case 4, 5 -> {
        return time(random);
      }
      case 6 -> {
        if (users && !groups.isEmpty()) {
          String id = one(random, groups);
          String name = one(random, List.of("groups", "groups.value"));
          return new GeneratedFilter(
              name + " eq \"" + id + "\"",
              user -> leaves(user, List.of("groups", "value")).contains(id));
        }
        if (!users && !members.isEmpty()) {
          String id = one(random, members);
          String name = one(random, List.of("members", "members.value"));
          return new GeneratedFilter(
              name + " eq \"" + id + "\"",
              group -> leaves(group, List.of("members", "value")).contains(id));
        }
        return text(random, one(random, texts));
      }
      case 7 -> {
        String name = users ? "User" : "Group";
        String asked = one(random, List.of("User", "Group"));
        return new GeneratedFilter(
            "meta.resourceType eq \"" + asked + "\"", resource -> asked.equals(name));
      }
      case 8, 9 -> {
        GeneratedFilter inner = any(random, depth - 1, texts, users, groups, members);
        return new GeneratedFilter("not (" + inner.text + ")", inner.meaning.negate());
      }
      case 10, 11 -> {
        GeneratedFilter one = any(random, depth - 1, texts, users, groups, members);
        GeneratedFilter other = any(random, depth - 1, texts, users, groups, members);
        return new GeneratedFilter(
            "(" + one.text + ") AND (" + other.text + ")", one.meaning.and(other.meaning));
      }
      case 12 -> {
        // Precedence: "and" binds closer than "or".
        GeneratedFilter one = text(random, one(random, texts));
        GeneratedFilter two = text(random, one(random, texts));
        GeneratedFilter three = text(random, one(random, texts));
        return new GeneratedFilter(
            one.text + " or " + two.text + " and " + three.text,
            one.meaning.or(two.meaning.and(three.meaning)));
      }
      default -> {
        return users ? element(random) : text(random, one(random, texts));
      }
    }
  }

  private static GeneratedFilter text(Random random, Attribute attribute) {
    String operator = one(random, OPERATORS);
    if (operator.equals("pr")) {
      // Of an attribute with sub-attributes "pr" asks for any of them.
      List<String> path = attribute.name.equals("emails") ? List.of("emails") : attribute.path;
      return new GeneratedFilter(
          attribute.name + " pr",
          resource ->
              path.size() == 1 && path.getFirst().equals("emails")
                  ? !resource.path("emails").isEmpty()
                  : leaves(resource, path).stream().anyMatch(leaf -> !leaf.isEmpty()));
    }
    String literal = one(random, LITERALS);
    Predicate<JsonNode> meaning =
        resource ->
            leaves(resource, attribute.path).stream()
                .anyMatch(leaf -> compares(operator, leaf, literal, attribute.caseExact));
    return new GeneratedFilter(
        attribute.name + " " + operator + " \"" + literal + "\"",
        operator.equals("ne") ? meaning.negate() : meaning);
  }

  private static GeneratedFilter element(Random random) {
    String value = one(random, LITERALS);
    String type = one(random, LITERALS);
    String operator = one(random, List.of("eq", "sw", "co"));
    Predicate<JsonNode> meaning =
        user -> {
          for (JsonNode email : user.path("emails")) {
            if (email.has("type")
                && compares("eq", email.path("type").asText(), type, false)
                && compares(operator, email.path("value").asText(), value, false)) {
              return true;
            }
          }
          return false;
        };
    return new GeneratedFilter(
        (random.nextBoolean()
                ? "emails[type eq \"%s\" and value %s \"%s\"]"
                : "emails[type eq \"%s\"].value %s \"%s\"")
            .formatted(type, operator, value),
        meaning);
  }

  private static GeneratedFilter time(Random random) {
    String name = one(random, List.of("created", "lastModified"));
    String operator = one(random, List.of("eq", "ne", "gt", "ge", "lt", "le"));
    Instant wanted = Instant.parse("2026-03-01T12:00:00Z").plusNanos(random.nextInt(50) * 500_000L);
    Predicate<JsonNode> meaning =
        resource -> {
          int sign = Instant.parse(resource.path("meta").path(name).asText()).compareTo(wanted);
          return switch (operator) {
            case "eq" -> sign == 0;
            case "ne" -> sign != 0;
            case "gt" -> sign > 0;
            case "ge" -> sign >= 0;
            case "lt" -> sign < 0;
            default -> sign <= 0;
          };
        };
    return new GeneratedFilter("meta." + name + " " + operator + " \"" + wanted + "\"", meaning);
  }

  private static boolean compares(
      String operator, String value, String literal, boolean caseExact) {
    String own = caseExact ? value : value.toLowerCase(Locale.ROOT);
    String wanted = caseExact ? literal : literal.toLowerCase(Locale.ROOT);
    return switch (operator) {
      case "eq", "ne" -> own.equals(wanted);
      case "co" -> own.contains(wanted);
      case "sw" -> own.startsWith(wanted);
      case "ew" -> own.endsWith(wanted);
      case "gt" -> own.compareTo(wanted) > 0;
      case "ge" -> own.compareTo(wanted) >= 0;
      case "lt" -> own.compareTo(wanted) < 0;
      default -> own.compareTo(wanted) <= 0;
    };
  }

  /** The texts at a path; of a list, those of every element. */
  static List<String> leaves(JsonNode resource, List<String> path) {
    List<JsonNode> nodes = List.of(resource);
    for (String name : path) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        JsonNode child = node.path(name);
        if (child.isArray()) {
          child.forEach(next::add);
        } else if (!child.isMissingNode()) {
          next.add(child);
        }
      }
      nodes = next;
    }
    return nodes.stream().map(JsonNode::asText).toList();
  }
}
