/**
 * The internal model: users, groups, memberships, their attribute documents and the ids that name
 * them.
 *
 * <p>It is what a client pushed, after {@code scim} has normalised it: attribute names spelled as
 * their schema spells them, booleans as booleans, no {@code null}, no empty arrays or objects, no
 * {@code id}, {@code meta}, {@code schemas}, {@code password}, {@code groups} or {@code members}.
 * Values are immutable. {@link scimbridge.identity.Fold} is the only place that folds case.
 */
@NullMarked
package scimbridge.identity;

import org.jspecify.annotations.NullMarked;
