package scimbridge.emulator;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;

/**
 * Takes a request that offers an upgrade to another protocol, as the JDK's client does with HTTP/2,
 * for the plain request that it is too. Without this its body has no end and its answer no headers.
 */
final class NoUpgrade extends BaseFilter implements AddOn {

  @Override
  public void setup(NetworkListener listener, FilterChainBuilder filters) {
    filters.add(filters.indexOfType(HttpServerFilter.class), this);
  }

  @Override
  public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
    if (event instanceof HttpEvents.IncomingHttpUpgradeEvent upgrade) {
      HttpHeader header = upgrade.getHttpHeader();
      header.setUpgrade(null);
      header.setIgnoreContentModifiers(false);
    }
    return context.getInvokeAction();
  }
}
