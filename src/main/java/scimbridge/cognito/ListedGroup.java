package scimbridge.cognito;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A group as a listing shows it.
 *
 * @param name the GroupName
 * @param createdAt CreationDate; null if the answer did not say
 * @param description what somebody wrote about it; null if nobody did
 */
public record ListedGroup(String name, @Nullable Instant createdAt, @Nullable String description) {}
