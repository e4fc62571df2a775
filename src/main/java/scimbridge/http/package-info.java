/** Grizzly, Jersey and HK2: TLS, authentication, limits, request ids, health. */
@NullMarked
package scimbridge.http;

import org.jspecify.annotations.NullMarked;
