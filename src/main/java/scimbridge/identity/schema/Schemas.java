package scimbridge.identity.schema;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.SchemaResource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scimbridge.fault.Fault;
import scimbridge.identity.AppId;
import scimbridge.identity.Fold;
import scimbridge.identity.ResourceType;

/**
 * The schemas that this server knows. Immutable.
 *
 * <p>A document that cannot be read, or contradicts RFC 7643, is a {@link Fault} of kind {@code
 * INTERNAL} whose detail names the file and the reason: the server must not start with it.
 */
public final class Schemas {
  /** The core schema of users, RFC 7643 §4.1. */
  public static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";

  /** The core schema of groups, RFC 7643 §4.2. */
  public static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

  /** The enterprise extension, RFC 7643 §4.3. */
  public static final String ENTERPRISE_USER =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** The bridge's own extension: where a user stands in each pool. */
  public static final String PROVISIONING_USER =
      "urn:scimbridge:params:scim:schemas:extension:provisioning:2.0:User";

  /** How old mappings of Entra ID spell {@link #ENTERPRISE_USER}. */
  static final String ENTERPRISE_USER_MISTYPED =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0User";

  // A folder on the classpath cannot be listed, so the bundled documents are named here.
  private static final List<String> BUNDLED =
      List.of(
          "core-user.json", "core-group.json", "enterprise-user.json", "provisioning-user.json");

  private final List<SchemaResource> all;
  private final Map<ResourceType, ResourceSchemas> byType = new EnumMap<>(ResourceType.class);

  private Schemas(List<SchemaResource> all, ResourceSchemas users, ResourceSchemas groups) {
    this.all = List.copyOf(all);
    byType.put(ResourceType.USER, users);
    byType.put(ResourceType.GROUP, groups);
  }

  private Schemas(Collection<SchemaFile> files) {
    this.all = files.stream().map(SchemaFile::schema).toList();
    for (ResourceType type : ResourceType.values()) {
      byType.put(type, SchemaFamily.of(type, files));
    }
  }

  /** The schemas that are part of the program. */
  public static Schemas bundled() {
    return of(bundledFiles());
  }

  /**
   * The bundled schemas, and those of every {@code *.json} file in a folder. A file with the URN of
   * a bundled schema takes its place.
   */
  public static Schemas load(Path folder) {
    Map<String, SchemaFile> byUrn = new LinkedHashMap<>();
    bundledFiles().forEach(file -> byUrn.put(Fold.fold(file.urn()), file));
    distinct(filesIn(folder)).forEach(byUrn::put);
    return new Schemas(byUrn.values());
  }

  /** The schemas of exactly these documents. */
  static Schemas of(List<SchemaFile> files) {
    return new Schemas(distinct(files).values());
  }

  /** The same with an app's own attributes, as an extension of users; the same if it has none. */
  public Schemas with(AppId app, List<CustomAttribute> own) {
    if (own.isEmpty()) {
      return this;
    }
    SchemaResource extension = CustomAttribute.schema(app, own);
    List<SchemaResource> more = new ArrayList<>(all);
    more.add(extension);
    List<SchemaResource> extensions = new ArrayList<>(extensions(ResourceType.USER));
    extensions.add(extension);
    return new Schemas(
        more, new ResourceSchemas(core(ResourceType.USER), extensions), of(ResourceType.GROUP));
  }

  /** Every schema, for {@code /Schemas}. */
  public List<SchemaResource> all() {
    return all;
  }

  /** The core schema of a resource type. */
  public SchemaResource core(ResourceType type) {
    return of(type).core();
  }

  /** The extensions of a resource type; none is required. */
  public List<SchemaResource> extensions(ResourceType type) {
    return of(type).extensions().stream().map(ResourceSchemas.Extension::schema).toList();
  }

  /** Whether every resource of the type must have the extension with this URN. */
  public boolean requires(ResourceType type, String urn) {
    return of(type).extension(urn).filter(ResourceSchemas.Extension::required).isPresent();
  }

  /**
   * Whether a schema is one of the program's own, whose canonical values are suggestions as in RFC
   * 7643 §7; what an administrator lists is what there may be.
   */
  static boolean isBundled(String urn) {
    return urn.equals(USER)
        || urn.equals(GROUP)
        || urn.equals(ENTERPRISE_USER)
        || urn.equals(PROVISIONING_USER);
  }

  /**
   * The URN, as its schema spells it, of the extension that a key of a document names. Case does
   * not matter, and the enterprise URN that Entra ID mistypes is understood.
   */
  public Optional<String> extensionUrn(ResourceType type, String key) {
    return of(type).extension(key).map(ResourceSchemas.Extension::urn);
  }

  /**
   * Finds what a name in SCIM notation names: {@code userName}, {@code name.familyName}, {@code
   * urn:…:User:userName}, {@code urn:…:enterprise:2.0:User:manager.value}. Case does not matter;
   * the URN of the core schema is dropped; an attribute of an extension is also found without its
   * URN if the core schema has none of the name.
   */
  public Optional<AttributePath> resolve(ResourceType type, String name) {
    return of(type).resolve(name);
  }

  /**
   * As {@link #resolve(ResourceType, String)}, for a parsed path; its value filters are ignored.
   */
  public Optional<AttributePath> resolve(ResourceType type, com.unboundid.scim2.common.Path path) {
    return of(type).resolve(path.withoutFilters().toString());
  }

  /** The definition of what a name in SCIM notation names. */
  public Optional<AttributeDefinition> find(ResourceType type, String name) {
    return resolve(type, name).map(path -> definition(type, path));
  }

  /** The definition of a path that {@code resolve} gave for the same resource type. */
  public AttributeDefinition definition(ResourceType type, AttributePath path) {
    return of(type)
        .entry(path)
        .map(AttributeSet.Entry::definition)
        .orElseThrow(() -> new IllegalArgumentException(path + " is not of " + type));
  }

  /** What the normaliser works with. */
  ResourceSchemas of(ResourceType type) {
    return Objects.requireNonNull(byType.get(type));
  }

  private static Map<String, SchemaFile> distinct(List<SchemaFile> files) {
    Map<String, SchemaFile> byUrn = new LinkedHashMap<>();
    for (SchemaFile file : files) {
      @Nullable SchemaFile other = byUrn.putIfAbsent(Fold.fold(file.urn()), file);
      if (other != null) {
        throw file.fault("has the same id as " + other.name() + ": " + file.urn());
      }
    }
    return byUrn;
  }

  private static List<SchemaFile> bundledFiles() {
    List<SchemaFile> files = new ArrayList<>();
    for (String name : BUNDLED) {
      try (InputStream in = Schemas.class.getResourceAsStream("/scim-schemas/" + name)) {
        if (in == null) {
          throw Fault.of(Fault.Kind.INTERNAL, "SCIM schema document " + name + " is not bundled");
        }
        files.add(SchemaFile.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException unreadable) {
        throw unreadable(name, unreadable);
      }
    }
    return files;
  }

  private static List<SchemaFile> filesIn(Path folder) {
    TreeSet<Path> paths = new TreeSet<>();
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder, "*.json")) {
      listing.forEach(paths::add);
    } catch (IOException | DirectoryIteratorException unreadable) {
      throw unreadable(folder.toString(), unreadable);
    }
    List<SchemaFile> files = new ArrayList<>();
    for (Path path : paths) {
      try {
        files.add(SchemaFile.parse(path.toString(), Files.readString(path)));
      } catch (IOException unreadable) {
        throw unreadable(path.toString(), unreadable);
      }
    }
    return files;
  }

  private static Fault unreadable(String name, Exception cause) {
    return Fault.of(
        Fault.Kind.INTERNAL, "SCIM schema document " + name + " cannot be read: " + cause, cause);
  }
}
