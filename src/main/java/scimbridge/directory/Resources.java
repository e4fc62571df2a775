package scimbridge.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import scimbridge.identity.AppId;
import scimbridge.identity.Group;
import scimbridge.identity.Resource;
import scimbridge.identity.ResourceId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.User;
import scimbridge.identity.filter.IndexOrder;
import scimbridge.identity.filter.Narrowing;

/** Accepted users and groups. Proposals are not seen here. */
public interface Resources {

  /** The user, if the app has it. */
  Optional<User> user(AppId app, ResourceId id);

  /** The group, if the app has it. */
  Optional<Group> group(AppId app, ResourceId id);

  /** Which of these ids name a resource of the given type in this app. */
  Set<ResourceId> existing(AppId app, ResourceType type, Collection<ResourceId> ids);

  /** Adds a resource and its indexed terms. The id is new. */
  void insert(Resource resource);

  /** Replaces a resource and its indexed terms. It exists. */
  void replace(Resource resource);

  /** Removes a resource and its terms; memberships are removed by {@link Members}. */
  void delete(AppId app, ResourceType type, ResourceId id);

  /**
   * How many resources the narrowing selects. All of a type are counted as they come and go, so
   * that costs nothing; else it costs as much as there are.
   */
  long count(AppId app, ResourceType type, Narrowing narrowing);

  /** How many resources the narrowing selects, but no more than the bound. */
  long count(AppId app, ResourceType type, Narrowing narrowing, int bound);

  /**
   * Shows resources one by one, without holding all of them in memory, until the visitor answers
   * false. The visitor may read but not write.
   */
  void walk(AppId app, ResourceType type, Walk walk, Predicate<? super Walk.Step> visitor);

  /**
   * A page of what the narrowing selects, in order of creation.
   *
   * @param offset how many to leave out, from 0
   * @param limit how many at the most
   */
  default List<Resource> page(
      AppId app, ResourceType type, Narrowing narrowing, long offset, int limit) {
    List<Resource> page = new ArrayList<>();
    walk(
        app,
        type,
        Walk.through(narrowing).in(IndexOrder.CREATION).part(offset, limit),
        step -> page.add(step.resource()));
    return page;
  }

  /**
   * Shows what the narrowing selects, one by one in order of creation, without holding all of it in
   * memory, until the visitor answers false. The visitor may read but not write.
   */
  default void scan(
      AppId app, ResourceType type, Narrowing narrowing, Predicate<Resource> visitor) {
    walk(
        app,
        type,
        Walk.through(narrowing).in(IndexOrder.CREATION),
        step -> visitor.test(step.resource()));
  }

  /**
   * Users in order of their ids, for work that is done in pieces.
   *
   * @param after the id of the last one that was had; empty for the first piece
   * @param limit how many at the most
   */
  List<User> users(AppId app, String after, int limit);

  /** Those of these users that the app has, by id. */
  Map<ResourceId, User> users(AppId app, Collection<ResourceId> ids);
}
