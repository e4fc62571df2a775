package scimbridge.directory.sql;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import scimbridge.fault.Fault;

/**
 * Lets no text into a statement that a database would refuse or silently change: U+0000, which
 * PostgreSQL cannot hold, and halves of surrogate pairs, which UTF-8 cannot.
 */
final class CleanText extends AbstractArgumentFactory<String> {
  CleanText() {
    super(Types.VARCHAR);
  }

  @Override
  protected Argument build(String text, ConfigRegistry config) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw Fault.of(Fault.Kind.INVALID_VALUE, "A value contains the character U+0000.");
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          throw Fault.of(
              Fault.Kind.INVALID_VALUE, "A value contains half of a UTF-16 surrogate pair.");
        }
        i++;
      }
    }
    return (position, statement, context) -> statement.setString(position, text);
  }
}
