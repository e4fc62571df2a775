package scimbridge.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Accounts;
import scimbridge.directory.Audit;
import scimbridge.directory.CustomAttributes;
import scimbridge.directory.Directory;
import scimbridge.directory.Guards;
import scimbridge.directory.Members;
import scimbridge.directory.Names;
import scimbridge.directory.PolicyGroups;
import scimbridge.directory.PoolGroups;
import scimbridge.directory.Pools;
import scimbridge.directory.Proposals;
import scimbridge.directory.Reconciliations;
import scimbridge.directory.Resources;
import scimbridge.directory.Reviews;
import scimbridge.directory.Secrets;
import scimbridge.directory.Tokens;
import scimbridge.directory.Transaction;
import scimbridge.directory.Transfers;
import scimbridge.identity.AppId;
import scimbridge.identity.ResourceId;

/** A store of tokens in memory: all that the operator's edge needs of a directory. */
public final class TokenStore implements Directory, Transaction, Tokens {
  private final List<Token> rows = new ArrayList<>();
  private final List<Audit.Entry> audited = new ArrayList<>();
  private boolean open = true;

  /** The rows as they are stored. */
  public synchronized List<Token> rows() {
    return List.copyOf(rows);
  }

  /** What was told of them. */
  public synchronized List<Audit.Entry> audited() {
    return List.copyOf(audited);
  }

  /** Whether it has not been closed. */
  public synchronized boolean open() {
    return open;
  }

  @Override
  public synchronized void insert(Token token) {
    rows.add(token);
  }

  @Override
  public synchronized Optional<Token> find(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  @Override
  public synchronized List<Token> ofApp(AppId app) {
    return rows.stream().filter(row -> row.app().equals(app)).toList();
  }

  @Override
  public synchronized boolean revoke(AppId app, String id, Instant at) {
    Optional<Token> valid =
        find(id).filter(row -> row.app().equals(app) && row.revokedAt() == null);
    valid.ifPresent(
        row ->
            rows.set(
                rows.indexOf(row),
                new Token(row.id(), row.app(), row.name(), row.hash(), row.createdAt(), at)));
    return valid.isPresent();
  }

  @Override
  public <T extends @Nullable Object> T read(Function<? super Transaction, ? extends T> work) {
    return work.apply(this);
  }

  @Override
  public <T extends @Nullable Object> T write(Function<? super Transaction, ? extends T> work) {
    return work.apply(this);
  }

  @Override
  public Tokens tokens() {
    return this;
  }

  @Override
  public <T> T rehearse(Function<? super Directory, ? extends T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public void check() {}

  @Override
  public synchronized void close() {
    open = false;
  }

  @Override
  public Resources resources() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Members members() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Names names() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Proposals proposals() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Accounts accounts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CustomAttributes customAttributes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PoolGroups poolGroups() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PolicyGroups policyGroups() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Transfers transfers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Guards guards() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Reviews reviews() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Reconciliations reconciliations() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Pools pools() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Secrets secrets() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Audit audit() {
    return new Audit() {
      @Override
      public void append(Entry entry) {
        audited.add(entry);
      }

      @Override
      public List<Stored> after(Selection selection, Place place, int limit) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Place beforeNewest(Selection selection, int count) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Set<ResourceId> named(@Nullable AppId app, String name, int limit) {
        throw new UnsupportedOperationException();
      }

      @Override
      public int purge(Instant before, int limit) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
