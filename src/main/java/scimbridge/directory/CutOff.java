package scimbridge.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.PoolId;
import scimbridge.identity.ResourceId;

/**
 * Work in the background whose lease ran out without being given back: whoever was at it is gone,
 * and what calls it made is written down nowhere.
 *
 * @param app the app
 * @param pool the pool
 * @param resource the user or the group
 * @param name the Username or the GroupName
 * @param creatingSince when it was written down that the account or group is about to be made, or
 *     null
 * @param leasedUntil when the lease ran out
 */
public record CutOff(
    AppId app,
    PoolId pool,
    ResourceId resource,
    String name,
    @Nullable Instant creatingSince,
    Instant leasedUntil) {}
