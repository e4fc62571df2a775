package scimbridge.identity.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collection;
import java.util.List;
import scimbridge.identity.Member;

/**
 * What a filter may ask of a resource and its document does not hold. Each is asked for only when a
 * filter needs it, so it may be looked up then.
 */
public interface Derived {

  /** The groups that a user is a direct member of. */
  Collection<GroupReference> groups();

  /** The direct members of a group. */
  Collection<Member> members();

  /** What stands under the URN of the bridge's own extension; missing if nothing does. */
  JsonNode provisioning();

  /** For resources of which nothing more is known than their document. */
  Derived NOTHING =
      new Derived() {
        @Override
        public Collection<GroupReference> groups() {
          return List.of();
        }

        @Override
        public Collection<Member> members() {
          return List.of();
        }

        @Override
        public JsonNode provisioning() {
          return MissingNode.getInstance();
        }
      };
}
