package dev.dropbell.ops;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the dashboard finds what it shows.
 *
 * @param behindProxy whether the page's own host and port lead to Socket.IO too, as those of an
 *     ingress do that sends {@code /socket.io} there; else the page connects to the bound port
 */
@ConfigurationProperties("dropbell.dashboard")
record DashboardProperties(@DefaultValue("false") boolean behindProxy) {}
