package scimbridge.directory.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Walk;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.IndexedTerms;
import scimbridge.identity.filter.Narrowing;
import scimbridge.identity.filter.Timestamp;

/**
 * A narrowing as SQL. Every value is a bound parameter.
 *
 * <p>Of the parts of a conjunction the one that selects least leads: its index is walked, and the
 * others are looked up for each row. Tables have these names: {@code r} the resource, {@code t} the
 * term that leads.
 */
final class NarrowingSql {
  private static final String NOTHING = "1 = 0";

  /**
   * Terms in the order of their index, each with its resource. The sum keeps PostgreSQL from
   * merging them with all resources in order of their rows, which reads those before the first one,
   * too.
   */
  private static final String JOINED =
      "terms t CROSS JOIN resources r WHERE r.seq = t.resource + 0";

  /** Resources that were found by their rows or ids; no index of all resources is to be walked. */
  private static final String FOUND =
      "resources r WHERE r.app || '' = :app AND r.type || '' = :type";

  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final List<Narrowing> parts;

  NarrowingSql(AppId app, ResourceType type, Narrowing narrowing) {
    parameters.put("app", app.value());
    parameters.put("type", type.name());
    parts = flat(narrowing);
  }

  private static List<Narrowing> flat(Narrowing narrowing) {
    return narrowing instanceof Narrowing.All all
        ? all.parts().stream().flatMap(part -> flat(part).stream()).toList()
        : List.of(narrowing);
  }

  /** Binds the parameters. */
  <S extends SqlStatement<S>> S bind(S statement) {
    parameters.forEach(statement::bind);
    return statement;
  }

  /** A SELECT of what the walk shows; {@code place_key} and {@code seq} are the place. */
  String select(Walk walk) {
    boolean descending = walk.order().descending();
    Walk.Place after = walk.after();
    String body =
        switch (walk.order()) {
          case IndexOrder.Creation creation -> {
            String row = leadsByTerm() ? "t.resource" : "r.seq";
            String past = after == null ? "" : past(row, parameter(after.row()), descending);
            yield "'' AS place_key FROM " + source() + past + order(descending, row);
          }
          case IndexOrder.Time time -> {
            String column = column("r", time.timestamp());
            String past =
                after == null
                    ? ""
                    : past(
                        "(" + column + ", r.seq)",
                        "(%s, %s)"
                            .formatted(
                                parameter(Long.parseLong(after.key())), parameter(after.row())),
                        descending);
            yield column
                + " AS place_key FROM resources r WHERE r.app = :app AND r.type = :type"
                + ranges(time.timestamp(), column, after != null, descending)
                + past
                + checks(null, time.timestamp())
                + order(descending, column, "r.seq");
          }
          case IndexOrder.Value value -> {
            String past =
                after == null
                    ? ""
                    : past(
                        "(t.value, t.resource)",
                        "(%s, %s)".formatted(parameter(after.key()), parameter(after.row())),
                        descending);
            yield "t.value AS place_key FROM "
                + JOINED
                + " AND t.app = :app AND t.type = :type AND t.path = "
                + parameter(value.path())
                + prefixes(value.path(), after != null, descending)
                + past
                + checks(value.path(), null)
                + order(descending, "t.value", "t.resource");
          }
        };
    return "SELECT r.*, " + body + " LIMIT :limit OFFSET :offset";
  }

  /** What stands after FROM, for the order of creation and for counting. */
  String source() {
    Narrowing lead = lead();
    List<Narrowing> rest = new ArrayList<>(parts);
    rest.remove(lead);
    String from =
        switch (lead) {
          case Narrowing.Exactly exactly ->
              JOINED
                  + " AND "
                  + term("t", exactly.term().path())
                  + " AND t.value = "
                  + parameter(Key.of(exactly.term().value()));
          case Narrowing.Ids ids ->
              "resources r WHERE r.app = :app AND r.type || '' = :type AND r.id IN " + ids(ids);
          // The set of a combination may hold too much.
          case Narrowing.Any any ->
              set(any)
                      .map(rows -> FOUND + " AND r.seq IN (" + rows + ")")
                      .orElseGet(NarrowingSql::resources)
                  + " AND "
                  + check(any);
          default ->
              set(lead)
                  .map(rows -> FOUND + " AND r.seq IN (" + rows + ")")
                  .orElseGet(() -> resources() + " AND " + check(lead));
        };
    return from + all(rest);
  }

  /**
   * What stands after FROM, for counting: where terms alone tell, the resources are not looked at.
   */
  String counted() {
    return parts.size() == 1 ? terms(parts.getFirst()).orElseGet(this::source) : source();
  }

  private Optional<String> terms(Narrowing part) {
    return switch (part) {
      case Narrowing.Exactly exactly ->
          Optional.of(
              "terms t WHERE "
                  + term("t", exactly.term().path())
                  + " AND t.value = "
                  + parameter(Key.of(exactly.term().value())));
      case Narrowing.StartsWith prefix ->
          Optional.of(prefix.path())
              .filter(IndexedTerms::isOrdered)
              .map(
                  path ->
                      "terms t WHERE "
                          + term("t", path)
                          + " AND "
                          + range("t.value", prefix, false, false));
      case Narrowing.Has has ->
          Optional.of(has.path())
              .filter(IndexedTerms::isOrdered)
              .map(
                  path ->
                      "terms t WHERE "
                          + term("t", path)
                          + " AND t.value > '' AND t.value < "
                          + parameter(IndexedTerms.ABSENT));
      default -> Optional.empty();
    };
  }

  private boolean leadsByTerm() {
    return lead() instanceof Narrowing.Exactly;
  }

  private Narrowing lead() {
    return parts.stream()
        .min(Comparator.comparingInt(NarrowingSql::rank))
        .orElseGet(Narrowing.Everything::new);
  }

  /** How much a part may let through, by its kind; a guess that holds for people and groups. */
  private static int rank(Narrowing part) {
    return switch (part) {
      case Narrowing.Nothing nothing -> 0;
      case Narrowing.Ids ids -> 1;
      case Narrowing.HasMember member -> 2;
      case Narrowing.Exactly exactly -> exactly.term().path().equals("active") ? 8 : 3;
      case Narrowing.Any any -> any.parts().stream().mapToInt(NarrowingSql::rank).max().orElse(0);
      case Narrowing.All all -> all.parts().stream().mapToInt(NarrowingSql::rank).min().orElse(10);
      case Narrowing.MemberOf group -> 5;
      case Narrowing.StartsWith prefix -> 6;
      case Narrowing.Between between -> 7;
      case Narrowing.Has has -> 9;
      case Narrowing.Everything everything -> 10;
      case Narrowing.Not not -> 11;
    };
  }

  private static String resources() {
    return "resources r WHERE r.app = :app AND r.type = :type";
  }

  /** A SELECT of the rows of a part; none if it would have to go through all. */
  private Optional<String> set(Narrowing part) {
    return switch (part) {
      case Narrowing.Ids ids ->
          Optional.of("SELECT i.seq FROM resources i WHERE i.app = :app AND i.id IN " + ids(ids));
      case Narrowing.Exactly exactly ->
          Optional.of(
              terms(
                  exactly.term().path(), "s.value = " + parameter(Key.of(exactly.term().value()))));
      case Narrowing.StartsWith prefix ->
          Optional.of(terms(prefix.path(), range("s.value", prefix, false, false)));
      case Narrowing.HasMember member ->
          Optional.of(
              "SELECT g.seq FROM members m CROSS JOIN resources g"
                  + " WHERE g.app = :app AND g.id = m.group_id AND m.app = :app AND m.member_id = "
                  + parameter(member.member().value()));
      case Narrowing.MemberOf group ->
          Optional.of(
              "SELECT u.seq FROM members m CROSS JOIN resources u"
                  + " WHERE u.app = :app AND u.id = m.member_id AND m.app = :app AND m.group_id = "
                  + parameter(group.group().value()));
      case Narrowing.Between between -> {
        String column = column("b", between.timestamp());
        yield Optional.of(
            "SELECT b.seq FROM resources b WHERE b.app = :app AND b.type = :type AND %s >= %s AND %s <= %s"
                .formatted(column, parameter(between.from()), column, parameter(between.to())));
      }
      case Narrowing.Any any -> union(any.parts());
      case Narrowing.All all ->
          all.parts().stream().min(Comparator.comparingInt(NarrowingSql::rank)).flatMap(this::set);
      case Narrowing.Has has -> Optional.empty();
      case Narrowing.Everything everything -> Optional.empty();
      case Narrowing.Not not -> Optional.empty();
      // Its check says all.
      case Narrowing.Nothing nothing -> Optional.empty();
    };
  }

  private Optional<String> union(List<Narrowing> alternatives) {
    List<String> rows = new ArrayList<>();
    for (Narrowing alternative : alternatives) {
      if (alternative instanceof Narrowing.Nothing) {
        continue;
      }
      Optional<String> set = set(alternative);
      if (set.isEmpty()) {
        return Optional.empty();
      }
      rows.add(set.get());
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(String.join(" UNION ALL ", rows));
  }

  /** Whether a part selects the row {@code r}, found out by a look-up of that row. */
  private String check(Narrowing part) {
    return switch (part) {
      case Narrowing.Everything everything -> "1 = 1";
      case Narrowing.Nothing nothing -> NOTHING;
      case Narrowing.Ids ids -> "r.id IN " + ids(ids);
      case Narrowing.Exactly exactly ->
          exists(
              "terms c WHERE "
                  + term("c", exactly.term().path())
                  + " AND c.value = "
                  + parameter(Key.of(exactly.term().value()))
                  + " AND c.resource = r.seq");
      case Narrowing.StartsWith prefix ->
          own(prefix.path(), range("c.value", prefix, false, false));
      case Narrowing.Has has ->
          own(has.path(), "c.value > '' AND c.value < " + parameter(IndexedTerms.ABSENT));
      case Narrowing.Between between -> {
        String column = column("r", between.timestamp());
        yield "(%s >= %s AND %s <= %s)"
            .formatted(column, parameter(between.from()), column, parameter(between.to()));
      }
      case Narrowing.HasMember member ->
          exists(
              "members c WHERE c.app = :app AND c.group_id = r.id AND c.member_id = "
                  + parameter(member.member().value()));
      case Narrowing.MemberOf group ->
          exists(
              "members c WHERE c.app = :app AND c.member_id = r.id AND c.group_id = "
                  + parameter(group.group().value()));
      case Narrowing.Not not -> "NOT " + check(not.part());
      case Narrowing.All all -> joined(all.parts(), " AND ", "1 = 1");
      case Narrowing.Any any -> joined(any.parts(), " OR ", NOTHING);
    };
  }

  /**
   * Whether there is such a row, looked up for each {@code r}: with a limit PostgreSQL does not
   * join all rows of both tables instead.
   */
  private static String exists(String from) {
    return "EXISTS (SELECT 1 FROM " + from + " LIMIT 1 OFFSET 0)";
  }

  private String joined(List<Narrowing> alternatives, String operator, String ofNone) {
    return alternatives.isEmpty()
        ? ofNone
        : "(" + String.join(operator, alternatives.stream().map(this::check).toList()) + ")";
  }

  private String all(List<Narrowing> rest) {
    StringBuilder conditions = new StringBuilder();
    for (Narrowing part : rest) {
      if (!(part instanceof Narrowing.Everything)) {
        conditions.append(" AND ").append(check(part));
      }
    }
    return conditions.toString();
  }

  /** The parts that are not already said by the range of the index that is walked. */
  private String checks(@Nullable String path, @Nullable Timestamp timestamp) {
    return all(
        parts.stream()
            .filter(
                part ->
                    !(part instanceof Narrowing.StartsWith prefix && prefix.path().equals(path))
                        && !(part instanceof Narrowing.Has has && has.path().equals(path))
                        && !(part instanceof Narrowing.Between between
                            && between.timestamp() == timestamp))
            .toList());
  }

  /**
   * The range of the times. The end at which a walk goes on is left out: one that is said twice
   * might be taken from the wrong place.
   */
  private String ranges(Timestamp timestamp, String column, boolean goesOn, boolean descending) {
    StringBuilder range = new StringBuilder();
    for (Narrowing part : parts) {
      if (part instanceof Narrowing.Between between && between.timestamp() == timestamp) {
        if (!goesOn || descending) {
          range.append(" AND ").append(column).append(" >= ").append(parameter(between.from()));
        }
        if (!goesOn || !descending) {
          range.append(" AND ").append(column).append(" <= ").append(parameter(between.to()));
        }
      }
    }
    return range.toString();
  }

  private String prefixes(String path, boolean goesOn, boolean descending) {
    StringBuilder range = new StringBuilder();
    for (Narrowing part : parts) {
      if (part instanceof Narrowing.StartsWith prefix && prefix.path().equals(path)) {
        String said = range("t.value", prefix, goesOn && !descending, goesOn && descending);
        range.append(said.isEmpty() ? "" : " AND " + said);
      } else if (part instanceof Narrowing.Has has && has.path().equals(path)) {
        if (!goesOn || descending) {
          range.append(" AND t.value > ''");
        }
        if (!goesOn || !descending) {
          range.append(" AND t.value < ").append(parameter(IndexedTerms.ABSENT));
        }
      }
    }
    return range.toString();
  }

  private String range(
      String column, Narrowing.StartsWith prefix, boolean openStart, boolean openEnd) {
    String beginning = Key.beginning(prefix.prefix());
    String end = Key.afterAllWith(beginning);
    List<String> bounds = new ArrayList<>();
    if (!openStart) {
      bounds.add(column + " >= " + parameter(beginning));
    }
    if (!openEnd) {
      bounds.add(column + " < " + parameter(end.isEmpty() ? IndexedTerms.ABSENT : end));
    }
    return String.join(" AND ", bounds);
  }

  private static String past(String where, String place, boolean descending) {
    return " AND " + where + (descending ? " < " : " > ") + place;
  }

  private static String order(boolean descending, String... columns) {
    return " ORDER BY "
        + String.join(descending ? " DESC, " : ", ", columns)
        + (descending ? " DESC" : "");
  }

  private String ids(Narrowing.Ids ids) {
    if (ids.ids().isEmpty()) {
      return "(NULL)";
    }
    return "("
        + String.join(", ", ids.ids().stream().map(id -> parameter(id.value())).toList())
        + ")";
  }

  private String terms(String path, String condition) {
    return "SELECT s.resource FROM terms s WHERE " + term("s", path) + " AND " + condition;
  }

  private String term(String alias, String path) {
    return "%s.app = :app AND %s.type = :type AND %s.path = %s"
        .formatted(alias, alias, alias, parameter(path));
  }

  /** By the few terms of the row: their index is the only one that fits. */
  private String own(String path, String condition) {
    return exists(
        "terms c WHERE c.resource = r.seq AND c.path = " + parameter(path) + " AND " + condition);
  }

  private static String column(String alias, Timestamp timestamp) {
    return switch (timestamp) {
      case CREATED -> alias + ".created";
      case LAST_MODIFIED -> alias + ".last_modified";
    };
  }

  private String parameter(Object value) {
    String name = "p" + parameters.size();
    parameters.put(name, value);
    return ":" + name;
  }
}
