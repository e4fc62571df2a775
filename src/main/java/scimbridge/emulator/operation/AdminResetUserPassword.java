package scimbridge.emulator.operation;

import scimbridge.emulator.pool.Pool;
import scimbridge.emulator.pool.User;
import scimbridge.emulator.pool.UserStatus;
import scimbridge.emulator.protocol.Call;
import scimbridge.emulator.protocol.CognitoError;
import scimbridge.emulator.store.Store;
import scimbridge.emulator.store.Transaction;

/**
 * Makes a user choose a new password with a code. The code goes nowhere: the emulator sends
 * nothing.
 */
final class AdminResetUserPassword extends UserChange {
  AdminResetUserPassword(Store store) {
    super(store);
  }

  @Override
  void change(Transaction in, Pool pool, User user, Call call) {
    if (!user.enabled()) {
      throw CognitoError.notAuthorized("User is disabled.");
    }
    if (pool.recoversByAdministratorOnly()) {
      throw CognitoError.notAuthorized("Contact administrator to reset password.");
    }
    if (user.status() != UserStatus.CONFIRMED && user.status() != UserStatus.RESET_REQUIRED) {
      throw CognitoError.notAuthorized("User password cannot be reset in the current state.");
    }
    if (!"true".equals(user.attribute("email_verified"))
        && !"true".equals(user.attribute("phone_number_verified"))) {
      throw CognitoError.invalidParameter(
          "Cannot reset password for the user as there is no registered/verified email or"
              + " phone_number");
    }
    in.users().update(pool, user, user.withStatus(UserStatus.RESET_REQUIRED, call.nowMillis()));
    in.credentials().put(user, in.credentials().of(user).signedOut(call.nowMillis()));
  }
}
