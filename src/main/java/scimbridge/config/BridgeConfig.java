package scimbridge.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import scimbridge.http.HttpSettings;
import scimbridge.identity.schema.Schemas;
import scimbridge.policy.App;
import scimbridge.scim.ScimLimits;

/**
 * Everything that an administrator decides.
 *
 * @param data folder for the database, the lock and the socket for commands
 * @param http where the server listens
 * @param store where the directory is stored
 * @param audit what becomes of audit records
 * @param schemas the bundled SCIM schemas and those of the administrator's folder, already read
 * @param limits what one SCIM request may ask for
 * @param pools the user pools, in the order of the file; at least one
 * @param apps the connected SCIM clients, in the order of the file; at least one
 */
public record BridgeConfig(
    Path data,
    HttpSettings http,
    StoreSettings store,
    AuditSettings audit,
    Schemas schemas,
    ScimLimits limits,
    List<PoolSettings> pools,
    List<App> apps) {

  /** Name of the SQLite file in the data folder unless another is configured. */
  public static final String DATABASE = "bridge.db";

  /** Copies the lists. */
  public BridgeConfig {
    pools = List.copyOf(pools);
    apps = List.copyOf(apps);
  }

  /**
   * Reads a configuration file. Relative paths in it start at the folder that the file is in.
   *
   * @param file the YAML file
   * @param environment what {@code ${NAME}} refers to
   * @throws scimbridge.fault.Fault if anything is wrong with it; the detail has one line for each
   *     problem, {@code file:line: key: problem}, and no secret
   */
  public static BridgeConfig read(Path file, Map<String, String> environment) {
    return Binding.read(file, environment);
  }
}
