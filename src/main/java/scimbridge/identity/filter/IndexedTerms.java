package scimbridge.identity.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import scimbridge.identity.Fold;
import scimbridge.identity.Resource;

/** The values of a resource that the store keeps in an index. */
public final class IndexedTerms {
  private IndexedTerms() {}

  /** The terms of a resource. */
  public static Collection<Term> of(Resource resource) {
    List<Term> terms = new ArrayList<>();
    for (String name : List.of("userName", "displayName")) {
      resource
          .attributes()
          .string(name)
          .ifPresent(value -> terms.add(new Term(name, Fold.fold(value))));
    }
    resource
        .attributes()
        .string("externalId")
        .ifPresent(value -> terms.add(new Term("externalId", value)));
    resource
        .attributes()
        .view()
        .path("emails")
        .forEach(
            email -> {
              if (email.path("value").isTextual()) {
                terms.add(new Term("emails.value", Fold.fold(email.path("value").textValue())));
              }
            });
    return terms;
  }
}
