package scimbridge.scim;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import scimbridge.directory.Directory;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.AppSchemas;
import scimbridge.policy.App;
import scimbridge.provisioning.Preview;
import scimbridge.provisioning.Provisioning;
import scimbridge.provisioning.RefusedWrites;
import scimbridge.scim.dialect.UnknownNames;

/**
 * The protocol edge, put together: give it what it needs, take the finished JAX-RS objects.
 *
 * <p>Whoever serves them authenticates each request first and leaves its findings as {@link
 * scimbridge.identity.RequestProperties}.
 */
public final class ScimEdge {
  private final Set<Object> singletons;
  private final UnknownNames unknownNames = new UnknownNames();

  /** Puts the edge together; nothing is read or opened. */
  public ScimEdge(
      Directory directory,
      Provisioning provisioning,
      Preview preview,
      RefusedWrites refusedWrites,
      AppSchemas schemas,
      Map<AppId, App> apps,
      SkippedValues skippedValues,
      ScimLimits limits,
      Clock clock) {
    ResourceReader reader = new ResourceReader(directory, new ProvisioningExtension(skippedValues));
    ResourceLists lists =
        new ResourceLists(
            directory, reader, new Cursors(directory, clock, limits.cursorTimeout()), limits);
    Intake intake = new Intake(limits, unknownNames);
    Exchange exchange = new Exchange(apps, schemas, new ScimJson(limits.maxJsonDepth()));
    WriteRefusals refusals = new WriteRefusals(refusedWrites);
    Endpoints endpoints =
        endpoints(directory, provisioning, reader, lists, intake, limits, refusals);
    ResourceEndpoint users = endpoints.of(ResourceType.USER);
    ResourceEndpoint groups = endpoints.of(ResourceType.GROUP);
    PreviewEndpoint previews =
        new PreviewEndpoint(
            preview,
            endpoints,
            stage ->
                endpoints(
                    stage.directory(),
                    stage.provisioning(),
                    new ResourceReader(stage.directory(), new ProvisioningExtension(skippedValues)),
                    lists,
                    intake,
                    limits,
                    WriteRefusals.UNTOLD));
    this.singletons =
        Set.of(
            new ResourceRoutes.Users(users, exchange),
            new ResourceRoutes.Groups(groups, exchange),
            new BulkRoutes(endpoints.bulk(), exchange),
            new RootRoutes(endpoints.root(), exchange),
            new PreviewRoutes(previews, exchange),
            new DiscoveryRoutes(new Discovery(limits), exchange),
            new FaultMapper(refusals));
  }

  private static Endpoints endpoints(
      Directory directory,
      Provisioning provisioning,
      ResourceReader reader,
      ResourceLists lists,
      Intake intake,
      ScimLimits limits,
      WriteRefusals refusals) {
    Duplicates duplicates = new Duplicates(directory);
    Map<ResourceType, ResourceEndpoint> resources =
        Map.of(
            ResourceType.USER,
            new AuditedEndpoint(
                ResourceType.USER,
                new UsersEndpoint(provisioning, reader, lists, intake, duplicates),
                refusals),
            ResourceType.GROUP,
            new AuditedEndpoint(
                ResourceType.GROUP,
                new GroupsEndpoint(
                    provisioning,
                    reader,
                    lists,
                    intake,
                    new MemberResolver(directory, limits.maxMembers()),
                    duplicates),
                refusals));
    return new Endpoints(
        resources,
        new BulkEndpoint(provisioning, resources, limits, refusals),
        new RootEndpoint(lists, intake));
  }

  /** Resources and exception mapper, to be registered as they are. */
  public Set<Object> jaxrsSingletons() {
    return singletons;
  }

  /** How many values of an app were dropped since the start because no schema knows them. */
  public long droppedValues(AppId app) {
    return unknownNames.count(app);
  }
}
