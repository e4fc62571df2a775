package scimbridge.directory;

import java.util.Optional;

/** Random keys that the bridge makes for itself and that all servers of one store share. */
public interface Secrets {

  /** The key of this name, if it was made. */
  Optional<byte[]> find(String name);

  /** Keeps a new key; there is none of this name. */
  void keep(String name, byte[] key);
}
