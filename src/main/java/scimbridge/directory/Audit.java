package scimbridge.directory;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** What happened, written with the change it tells. */
public interface Audit {

  /** Adds a record. */
  void append(Entry entry);

  /** The newest records of an app, newest first. */
  List<Entry> newest(AppId app, int limit);

  /**
   * One thing that happened.
   *
   * @param at when
   * @param app in whose directory
   * @param actor who: a token's id, {@code worker}, or an administrator
   * @param action what, in one or two words, e.g. {@code user.create}
   * @param resource the SCIM id it is about, or null
   * @param result {@code accepted}, {@code pending}, {@code rejected}, {@code refused}, …
   * @param detail the sentences of plan or refusal, without secrets
   * @param requestId the request, or empty
   */
  record Entry(
      Instant at,
      AppId app,
      String actor,
      String action,
      @Nullable ResourceId resource,
      String result,
      String detail,
      String requestId) {}
}
