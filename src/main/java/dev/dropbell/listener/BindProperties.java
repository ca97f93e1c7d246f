package dev.dropbell.listener;

import java.net.InetAddress;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where all listeners bind.
 *
 * @param bindAddress address of the interface that every listener binds to; 127.0.0.1 admits only
 *     this machine, 0.0.0.0 everybody
 */
@ConfigurationProperties("dropbell")
public record BindProperties(@DefaultValue("127.0.0.1") InetAddress bindAddress) {}
