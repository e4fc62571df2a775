/**
 * Filters (RFC 7644 §3.4.2.2) over the internal model: one schema-aware evaluator around the
 * UnboundID filter and path types, and the part of a filter that the store can answer from an
 * index.
 *
 * <p>{@link scimbridge.identity.filter.Narrowing} may let through too much and never too little;
 * the evaluator decides.
 */
@NullMarked
package scimbridge.identity.filter;

import org.jspecify.annotations.NullMarked;
