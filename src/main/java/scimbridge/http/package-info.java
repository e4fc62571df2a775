/**
 * Grizzly, Jersey and HK2: TLS, authentication, limits, request ids, health.
 *
 * <p>A request passes {@code FrontDoor}, which answers everything that has nothing to do with SCIM
 * itself (health, unknown routes, missing tokens, too much at once), then Jersey, where {@code
 * Entrance} makes path and body what the resources expect. Whatever is refused here is answered as
 * a SCIM error, because identity providers show nothing else to their administrators.
 *
 * <p>The resources arrive as finished objects. Every request has a virtual thread of its own, so
 * they may block, and what waits holds nothing that others need: a body is received before the
 * request is counted ({@code Bodies}), reads and writes are counted apart, and no app gets more
 * than half ({@code Places}). A client that is gone is written to no more ({@code HungUp}).
 */
@NullMarked
package scimbridge.http;

import org.jspecify.annotations.NullMarked;
