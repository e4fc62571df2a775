package scimbridge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.mapping.Claim;
import scimbridge.policy.mapping.Claim.When;
import scimbridge.policy.mapping.Mapping;
import scimbridge.policy.mapping.cel.Expressions;

/**
 * What a pool's {@code mapping} means. Each of its keys is a Cognito attribute; its value is {@code
 * off}, a SCIM path, or a section with a path or an expression.
 */
final class MappingBinding {
  private static final String OFF = "off";

  private final Schemas schemas;
  private @Nullable Expressions expressions;

  MappingBinding(Schemas schemas) {
    this.schemas = schemas;
  }

  /** The default with what the section says otherwise. */
  Mapping read(Section pool) {
    List<Claim> claims = new ArrayList<>();
    for (Map.Entry<String, Section> entry : pool.namedOrText("mapping").entrySet()) {
      Section section = entry.getValue();
      Optional<String> problem = Claim.nameProblem(entry.getKey());
      if (problem.isPresent()) {
        section.problem(problem.get());
      }
      Optional<Claim> claim = claim(entry.getKey(), section);
      section.rejectUnknown();
      claim.filter(sound -> problem.isEmpty()).ifPresent(claims::add);
    }
    return Mapping.standard().with(claims);
  }

  private Optional<Claim> claim(String attribute, Section section) {
    if (section.text().isPresent()) {
      String text = section.text().get();
      return text.equals(OFF)
          ? Optional.of(Claim.off(attribute))
          : path(attribute, text, When.ALWAYS, section);
    }
    Optional<String> path = section.text("path");
    Optional<String> expression = section.text("expression");
    When when =
        section
            .choice("when", Map.of("always", When.ALWAYS, "create", When.CREATE))
            .orElse(When.ALWAYS);
    if (path.isPresent() == expression.isPresent()) {
      section.problem("needs either a SCIM path, 'off', or a section with 'path' or 'expression'");
      return Optional.empty();
    }
    return path.isPresent()
        ? path(attribute, path.get(), when, section)
        : expression(attribute, expression.orElseThrow(), when, section);
  }

  private Optional<Claim> path(String attribute, String path, When when, Section section) {
    try {
      return Optional.of(Claim.ofPath(attribute, path, schemas, when));
    } catch (Fault invalid) {
      section.problem("the path " + invalid.detail());
      return Optional.empty();
    }
  }

  private Optional<Claim> expression(String attribute, String text, When when, Section section) {
    try {
      return Optional.of(Claim.of(attribute, expressions().compile(text), when));
    } catch (Fault invalid) {
      section.problem("expression", "the expression " + invalid.detail());
      return Optional.empty();
    }
  }

  /** Made when the first expression is met: most configurations have none. */
  private Expressions expressions() {
    Expressions made = expressions;
    if (made == null) {
      made = new Expressions(schemas);
      expressions = made;
    }
    return made;
  }
}
