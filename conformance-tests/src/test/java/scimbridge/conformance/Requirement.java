package scimbridge.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The normative statements that a test proves, by their ids in {@code requirements.tsv}: one to
 * three. {@link RequirementIndexTest} holds tests and index together.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Requirement {
  /** For example {@code 7644-3.5.2-07}. */
  String[] value();
}
