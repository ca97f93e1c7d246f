package dev.dropbell.listener;

import java.net.InetSocketAddress;

/** A listener cannot have the address that it was told to bind. */
public final class ListenerBindException extends RuntimeException {

  private final String name;
  private final String portSetting;
  private final InetSocketAddress address;

  /**
   * Says which listener wanted which address.
   *
   * @param cause why the system refused it
   */
  public ListenerBindException(Listener listener, InetSocketAddress address, Throwable cause) {
    super("The %s listener cannot bind %s".formatted(listener.name(), address), cause);
    this.name = listener.name();
    this.portSetting = listener.portSetting();
    this.address = address;
  }

  String listenerName() {
    return name;
  }

  String portSetting() {
    return portSetting;
  }

  InetSocketAddress address() {
    return address;
  }
}
