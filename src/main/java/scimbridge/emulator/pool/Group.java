package scimbridge.emulator.pool;

import org.jspecify.annotations.Nullable;

/**
 * A group of a pool.
 *
 * @param id the store's key
 * @param created milliseconds since the epoch
 * @param modified milliseconds since the epoch
 */
public record Group(
    long id,
    String name,
    @Nullable String description,
    @Nullable String roleArn,
    @Nullable Integer precedence,
    long created,
    long modified) {}
