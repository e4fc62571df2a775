package scimbridge.provisioning;

import java.util.List;
import scimbridge.identity.ResourceId;

/**
 * What an account is otherwise than its user wishes.
 *
 * @param user whose account it is
 * @param whose the user in words
 * @param sentences what would bring it in step, and what stands against it
 * @param takesAway whether access is taken away by that
 */
record Drift(ResourceId user, String whose, List<String> sentences, boolean takesAway) {
  /** Copies the list. */
  Drift {
    sentences = List.copyOf(sentences);
  }
}
