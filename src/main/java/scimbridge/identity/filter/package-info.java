/**
 * Filters (RFC 7644 §3.4.2.2) over the internal model: one schema-aware evaluator around the
 * UnboundID filter and path types, and the part of a filter that the store can answer from an
 * index.
 *
 * <p>A filter's text is made safe for the SDK's parser, which doubles its tree with every {@code
 * and} of a chain and nests without bound; the parsed filter is compiled once, its names resolved
 * and its literals typed; the compiled form is evaluated and says which index helps. The SDK's own
 * evaluators are not used: they take {@code emails eq "x"} and names with the core URN for never
 * true, and compare {@code externalId} without regard to case.
 *
 * <p>Orders are here too, since they compare values as filters do: what a client may sort by
 * ({@link scimbridge.identity.filter.Sorting}) and in which order an index holds resources ({@link
 * scimbridge.identity.filter.IndexOrder}).
 *
 * <p>{@link scimbridge.identity.filter.Narrowing} may let through too much and never too little;
 * the evaluator decides.
 */
@NullMarked
package scimbridge.identity.filter;

import org.jspecify.annotations.NullMarked;
