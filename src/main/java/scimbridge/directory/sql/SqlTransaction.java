package scimbridge.directory.sql;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scimbridge.directory.Accounts;
import scimbridge.directory.Audit;
import scimbridge.directory.CustomAttributes;
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

/** The ports over one connection. */
record SqlTransaction(
    Resources resources,
    Members members,
    Names names,
    Proposals proposals,
    Accounts accounts,
    PoolGroups poolGroups,
    PolicyGroups policyGroups,
    Transfers transfers,
    Guards guards,
    Reviews reviews,
    Reconciliations reconciliations,
    Pools pools,
    CustomAttributes customAttributes,
    Tokens tokens,
    Secrets secrets,
    Audit audit)
    implements Transaction {

  /** The ports; every audit record that is added is told to {@code audited}, too. */
  SqlTransaction(Statements statements, Consumer<Audit.Entry> audited) {
    this(statements, new SqlAccounts(statements), audited);
  }

  private SqlTransaction(Statements statements, Accounts accounts, Consumer<Audit.Entry> audited) {
    this(
        new SqlResources(statements),
        new SqlMembers(statements),
        new SqlNames(statements),
        new SqlProposals(statements),
        accounts,
        new SqlPoolGroups(statements, accounts),
        new SqlPolicyGroups(statements),
        new SqlTransfers(statements),
        new SqlGuards(statements),
        new SqlReviews(statements),
        new SqlReconciliations(statements),
        new SqlPools(statements),
        new SqlCustomAttributes(statements),
        new SqlTokens(statements),
        new SqlSecrets(statements),
        new SqlAudit(statements, audited));
  }

  /** The ports, for whoever wants no audit record told. */
  SqlTransaction(Statements statements) {
    this(statements, untold -> {});
  }

  /**
   * Gives work the ports, and takes them away from it when it is done.
   *
   * @param audited takes the audit records that the work adds
   */
  static <T extends @Nullable Object> T run(
      Statements statements,
      Consumer<Audit.Entry> audited,
      Function<? super Transaction, ? extends T> work) {
    try {
      return work.apply(new SqlTransaction(statements, audited));
    } finally {
      statements.end();
    }
  }
}
