package dev.dropbell.ftp;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.AbstractIoAcceptor;
import org.apache.mina.core.service.DefaultTransportMetadata;
import org.apache.mina.core.service.TransportMetadata;
import org.apache.mina.core.session.AbstractIoSessionConfig;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.session.IoSessionConfig;

/** What MINA wants every session to belong to. {@link ControlListener} does the work. */
final class ControlService extends AbstractIoAcceptor {

  private static final TransportMetadata METADATA =
      new DefaultTransportMetadata(
          "dropbell",
          "control",
          false,
          true,
          InetSocketAddress.class,
          IoSessionConfig.class,
          IoBuffer.class);

  ControlService() {
    super(new AbstractIoSessionConfig() {}, Runnable::run);
  }

  @Override
  public TransportMetadata getTransportMetadata() {
    return METADATA;
  }

  @Override
  public IoSessionConfig getSessionConfig() {
    return sessionConfig;
  }

  @Override
  protected Set<SocketAddress> bindInternal(List<? extends SocketAddress> addresses) {
    throw new UnsupportedOperationException("ControlListener binds");
  }

  @Override
  protected void unbind0(List<? extends SocketAddress> addresses) {
    throw new UnsupportedOperationException("ControlListener unbinds");
  }

  @Override
  public IoSession newSession(SocketAddress remote, SocketAddress local) {
    throw new UnsupportedOperationException("ControlListener accepts");
  }

  @Override
  protected void dispose0() {}
}
