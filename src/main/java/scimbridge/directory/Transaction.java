package scimbridge.directory;

/** Everything that one transaction can reach. Valid only while the work runs. */
public interface Transaction {
  /** Users and groups. */
  Resources resources();

  /** Who is in which group. */
  Members members();

  /** Names that are taken. */
  Names names();

  /** Changes that are wanted and not yet accepted. */
  Proposals proposals();

  /** Links to accounts in user pools. */
  Accounts accounts();

  /** Groups in user pools. */
  PoolGroups poolGroups();

  /** Groups that policies follow. */
  PolicyGroups policyGroups();

  /** Directories on their way to another app. */
  Transfers transfers();

  /** Removals of accounts, counted. */
  Guards guards();

  /** Which rules the users were last reviewed by. */
  Reviews reviews();

  /** When pools are next compared with the directory. */
  Reconciliations reconciliations();

  /** What the user pools are. */
  Pools pools();

  /** Attributes that apps have of their own. */
  CustomAttributes customAttributes();

  /** Bearer tokens. */
  Tokens tokens();

  /** Keys of the bridge's own. */
  Secrets secrets();

  /** What happened. */
  Audit audit();
}
