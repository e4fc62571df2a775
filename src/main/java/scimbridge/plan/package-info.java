/**
 * What brings an account or a pool group in step: a pure function from what is wished and what is
 * seen to a {@link scimbridge.plan.Plan}.
 *
 * <p>A plan is a value: preview, log, audit and execution share it. The same input always gives the
 * same plan; planning again after the plan was applied gives an empty one; a plan never touches
 * what is not ours; what it refuses it says; what it would have to read first it names as an
 * unknown.
 */
@NullMarked
package scimbridge.plan;

import org.jspecify.annotations.NullMarked;
