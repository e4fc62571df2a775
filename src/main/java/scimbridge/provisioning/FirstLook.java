package scimbridge.provisioning;

import scimbridge.directory.Account;
import scimbridge.plan.Former;
import scimbridge.plan.LeftAlone;
import scimbridge.plan.Sight;
import scimbridge.plan.Wish;

/**
 * What the first look at an account means that was adopted as it had been listed: what others have
 * done to it since is not undone, because the client never heard of it. Nor is it enabled or
 * disabled by putting it back after a refused change that did neither. Any other look says what it
 * says.
 *
 * @param seen what was seen, with what is left alone
 * @param wish what is left to wish for
 * @param disabledByOthers whether they have disabled it, and the client did not ask for its
 *     enabling; it is only known then
 */
record FirstLook(Sight.Present seen, Wish wish, boolean disabledByOthers) {

  /**
   * Judges a look.
   *
   * @param account our record of the account before
   * @param wish what it should be
   */
  static FirstLook at(Account account, Wish wish, Sight.Present seen) {
    if (Adoption.isListed(account)
        && Former.isRecorded(account.attributes())
        && !Former.isSwitched(account.attributes())
        && wish instanceof Wish.Account former) {
      // What is put back is what the refused change has written, and not what others have done.
      return new FirstLook(seen, former.withEnabled(seen.enabled()), false);
    }
    if (!LeftAlone.isUnseen(account.attributes())
        || !seen.ours()
        || !(wish instanceof Wish.Account wished)) {
      return new FirstLook(seen, wish, false);
    }
    boolean asked = LeftAlone.isEnablingAsked(account.attributes());
    if (!asked && !seen.enabled() && wished.enabled()) {
      return new FirstLook(seen, wished.leavingOnly(), true);
    }
    // The record is what was listed; what others have changed since is not the client's word.
    Sight.Present kept =
        seen.withAttributes(LeftAlone.since(wished, account.attributes(), seen.attributes()));
    return new FirstLook(
        kept,
        wished.governing(
            LeftAlone.without(wished.governed(), wished.attributes(), kept.attributes())),
        false);
  }
}
