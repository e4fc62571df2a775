package scimbridge.directory.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.Narrowing;

/**
 * A narrowing as a condition on the table {@code resources}, with its parameters. Every value is a
 * bound parameter.
 */
final class NarrowingSql {
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final String condition;

  NarrowingSql(AppId app, ResourceType type, Narrowing narrowing) {
    parameters.put("app", app.value());
    parameters.put("type", type.name());
    condition = "app = :app AND type = :type AND " + translate(narrowing);
  }

  /** What stands after WHERE. */
  String condition() {
    return condition;
  }

  /** Binds the parameters of the condition. */
  <S extends SqlStatement<S>> S bind(S statement) {
    parameters.forEach(statement::bind);
    return statement;
  }

  private String translate(Narrowing narrowing) {
    return switch (narrowing) {
      case Narrowing.Everything everything -> "1 = 1";
      case Narrowing.Nothing nothing -> "1 = 0";
      case Narrowing.Ids ids -> ids(ids);
      case Narrowing.Exactly exactly ->
          withTerm(exactly.term().path(), "value = " + parameter(Key.of(exactly.term().value())));
      case Narrowing.StartsWith startsWith ->
          withTerm(startsWith.path(), startsWith(Key.beginning(startsWith.prefix())));
      case Narrowing.HasMember hasMember ->
          "id IN (SELECT group_id FROM members"
              + " WHERE app = :app AND member_id = "
              + parameter(hasMember.member().value())
              + ")";
      case Narrowing.MemberOf memberOf ->
          "id IN (SELECT member_id FROM members"
              + " WHERE app = :app AND group_id = "
              + parameter(memberOf.group().value())
              + ")";
      case Narrowing.All all -> joined(all.parts(), " AND ", "1 = 1");
      case Narrowing.Any any -> joined(any.parts(), " OR ", "1 = 0");
    };
  }

  private String ids(Narrowing.Ids ids) {
    if (ids.ids().isEmpty()) {
      return "1 = 0";
    }
    List<String> names = new ArrayList<>();
    ids.ids().forEach(id -> names.add(parameter(id.value())));
    return "id IN (" + String.join(", ", names) + ")";
  }

  private String withTerm(String path, String condition) {
    return "seq IN (SELECT resource FROM terms WHERE app = :app AND type = :type AND path = "
        + parameter(path)
        + " AND "
        + condition
        + ")";
  }

  private String startsWith(String prefix) {
    String from = "value >= " + parameter(prefix);
    String end = Key.afterAllWith(prefix);
    return end.isEmpty() ? from : from + " AND value < " + parameter(end);
  }

  private String joined(List<Narrowing> parts, String operator, String ofNone) {
    if (parts.isEmpty()) {
      return ofNone;
    }
    return "(" + String.join(operator, parts.stream().map(this::translate).toList()) + ")";
  }

  private String parameter(String value) {
    String name = "p" + parameters.size();
    parameters.put(name, value);
    return ":" + name;
  }
}
