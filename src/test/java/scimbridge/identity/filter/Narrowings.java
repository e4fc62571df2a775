package scimbridge.identity.filter;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import scimbridge.identity.Resource;

/** What a store does with a narrowing, in memory. */
final class Narrowings {
  private Narrowings() {}

  static String describe(Narrowing narrowing) {
    return switch (narrowing) {
      case Narrowing.Everything everything -> "everything";
      case Narrowing.Nothing nothing -> "nothing";
      case Narrowing.Ids ids -> "ids " + ids.ids();
      case Narrowing.Exactly exactly -> exactly.term().path() + "=" + exactly.term().value();
      case Narrowing.StartsWith starts -> starts.path() + "=" + starts.prefix() + "*";
      case Narrowing.Has has -> has.path() + "=?";
      case Narrowing.Between between ->
          between.timestamp().path() + " " + between.from() + ".." + between.to();
      case Narrowing.Not not -> "not (" + describe(not.part()) + ")";
      case Narrowing.HasMember member -> "member " + member.member();
      case Narrowing.MemberOf group -> "group " + group.group();
      case Narrowing.All all -> joined(all.parts(), " and ");
      case Narrowing.Any any -> joined(any.parts(), " or ");
    };
  }

  static boolean selects(Narrowing narrowing, Resource resource, Derived derived) {
    Collection<Term> terms = IndexedTerms.of(resource);
    return switch (narrowing) {
      case Narrowing.Everything everything -> true;
      case Narrowing.Nothing nothing -> false;
      case Narrowing.Ids ids -> ids.ids().contains(resource.id());
      case Narrowing.Exactly exactly -> terms.contains(exactly.term());
      case Narrowing.StartsWith starts ->
          terms.stream()
              .anyMatch(
                  term ->
                      term.path().equals(starts.path())
                          && !term.value().equals(IndexedTerms.ABSENT)
                          && term.value().startsWith(starts.prefix()));
      case Narrowing.Has has ->
          terms.stream()
              .anyMatch(
                  term ->
                      term.path().equals(has.path())
                          && !term.value().isEmpty()
                          && !term.value().equals(IndexedTerms.ABSENT));
      case Narrowing.Between between -> {
        long millis =
            switch (between.timestamp()) {
              case CREATED -> resource.created().toEpochMilli();
              case LAST_MODIFIED -> resource.lastModified().toEpochMilli();
            };
        yield millis >= between.from() && millis <= between.to();
      }
      case Narrowing.Not not -> !selects(not.part(), resource, derived);
      case Narrowing.HasMember member ->
          derived.members().stream().anyMatch(own -> own.id().equals(member.member()));
      case Narrowing.MemberOf group ->
          derived.groups().stream().anyMatch(own -> own.id().equals(group.group()));
      case Narrowing.All all ->
          all.parts().stream().allMatch(part -> selects(part, resource, derived));
      case Narrowing.Any any ->
          any.parts().stream().anyMatch(part -> selects(part, resource, derived));
    };
  }

  private static String joined(List<Narrowing> parts, String word) {
    return parts.stream().map(Narrowings::describe).collect(Collectors.joining(word, "(", ")"));
  }
}
