package dev.dropbell.ftp;

import dev.dropbell.listener.Listener;
import dev.dropbell.listener.ListenerBindException;
import dev.dropbell.upload.UploadStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.command.CommandFactoryFactory;
import org.apache.ftpserver.command.impl.CDUP;
import org.apache.ftpserver.command.impl.CWD;
import org.apache.ftpserver.command.impl.EPRT;
import org.apache.ftpserver.command.impl.EPSV;
import org.apache.ftpserver.command.impl.LIST;
import org.apache.ftpserver.command.impl.MLSD;
import org.apache.ftpserver.command.impl.NLST;
import org.apache.ftpserver.command.impl.PASV;
import org.apache.ftpserver.command.impl.PORT;
import org.apache.ftpserver.command.impl.PWD;
import org.apache.ftpserver.command.impl.STAT;
import org.apache.ftpserver.command.impl.TYPE;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The FTP port: Apache FtpServer, put together with our parts. Started and stopped once. */
final class FtpListener implements Listener {

  private static final Logger log = LoggerFactory.getLogger(FtpListener.class);

  /** How long it may take to set aside what has come of an upload, and to answer. */
  private static final Duration CUT_SHORT = Duration.ofSeconds(1);

  private final FtpProperties settings;
  private final InetAddress bindAddress;
  private final FtpUsers users;
  private final UploadStore store;
  private final @Nullable BundleSsl ssl;
  private final MeterRegistry meters;
  private final PassivePorts passivePorts;
  private final UploadGate gate = new UploadGate();
  private volatile @Nullable ControlListener control;
  private @Nullable FtpServer server;
  private volatile @Nullable InetSocketAddress bound;

  FtpListener(
      FtpProperties settings,
      InetAddress bindAddress,
      FtpUsers users,
      UploadStore store,
      @Nullable BundleSsl ssl,
      MeterRegistry meters) {
    this.settings = settings;
    this.ssl = ssl;
    this.bindAddress = bindAddress;
    this.users = users;
    this.store = store;
    this.meters = meters;
    this.passivePorts = new PassivePorts(settings.passivePorts());
  }

  @Override
  public String name() {
    return "ftp";
  }

  @Override
  public String portSetting() {
    return "dropbell.ftp.port";
  }

  @Override
  public void start() {
    InetSocketAddress address = new InetSocketAddress(bindAddress, settings.port());
    ControlListener opening =
        new ControlListener(address, settings, ssl, dataConnections(), this::openDataPort);
    FtpServer starting = server(opening);
    try {
      starting.start();
    } catch (FtpServerConfigurationException e) {
      throw new ListenerBindException(this, address, e.getCause() == null ? e : e.getCause());
    } catch (FtpException e) {
      throw new IllegalStateException("the FTP server does not start", e);
    }
    server = starting;
    control = opening;
    bound = new InetSocketAddress(bindAddress, opening.getPort());
  }

  @Override
  public InetSocketAddress boundAddress() {
    InetSocketAddress address = bound;
    if (address == null) {
      throw new IllegalStateException("not started");
    }
    return address;
  }

  /** Whoever is connected may still upload what is commanded already, and download. */
  @Override
  public void closeDoor() {
    gate.close();
    ControlListener open = control;
    if (open != null) {
      open.closeDoor();
    }
  }

  /** Waits for the uploads that are under way; what has come of the others may be resumed. */
  @Override
  public void drain(Duration atMost) throws InterruptedException {
    if (gate.inside() > 0) {
      log.info("waiting for uploads: count={} seconds={}", gate.inside(), atMost.toSeconds());
    }
    if (!gate.awaitEmpty(atMost)) {
      log.warn("uploads cut short, to be resumed: count={}", gate.inside());
    }
    store.stopAll();
    gate.awaitEmpty(CUT_SHORT);
  }

  @Override
  public void stop() {
    store.stopAll();
    FtpServer stopping = server;
    if (stopping != null) {
      stopping.stop();
    }
  }

  private FtpServer server(ControlListener control) {
    FtpServerFactory factory = new FtpServerFactory();
    // The library clears both maps when it stops.
    factory.setListeners(new HashMap<>(Map.of("default", control)));
    factory.setUserManager(users);
    factory.setFileSystem(user -> new HomeView(store.files(), (FtpUser) user));
    factory.setFtplets(
        new HashMap<>(
            Map.of("uploadOnly", new UploadOnlyFtplet(settings.ssl().required(), meters))));
    factory.setCommandFactory(commands());
    ConnectionConfigFactory connections = new ConnectionConfigFactory();
    connections.setAnonymousLoginEnabled(false);
    connections.setMaxLogins(0);
    connections.setLoginFailureDelay((int) settings.loginDelay().toMillis());
    factory.setConnectionConfig(connections.createConnectionConfig());
    return factory.createServer();
  }

  private CommandFactory commands() {
    CommandFactoryFactory factory = new CommandFactoryFactory();
    UploadTurns turns = new UploadTurns(settings.maxUploadsPerUser());
    for (StoreCommand.Verb verb : StoreCommand.Verb.values()) {
      factory.addCommand(verb.name(), new StoreCommand(store, gate, turns, verb, meters));
    }
    factory.addCommand("SIZE", new SizeCommand(store));
    factory.addCommand("MLST", new MlstCommand(store));
    factory.addCommand("HASH", new HashCommand(store));
    factory.addCommand("ALLO", new AlloCommand());
    factory.addCommand("FEAT", new FeatCommand(settings.activeMode(), ssl != null));
    factory.addCommand("PASV", new KeepOffset(new PASV()));
    factory.addCommand("EPSV", new KeepOffset(new EPSV()));
    factory.addCommand("PORT", new KeepOffset(new PORT()));
    factory.addCommand("EPRT", new KeepOffset(new EPRT()));
    factory.addCommand("TYPE", new KeepOffset(new TYPE()));
    factory.addCommand("LIST", new CheckedListing(new LIST(), false));
    factory.addCommand("NLST", new CheckedListing(new NLST(), false));
    factory.addCommand("MLSD", new CheckedListing(new MLSD(), true));
    factory.addCommand("STAT", new CheckedListing(new STAT(), false));
    // The names that RFC 775 gave them, which old devices still use.
    factory.addCommand("XCWD", new CWD());
    factory.addCommand("XCUP", new CDUP());
    factory.addCommand("XPWD", new PWD());
    return factory.createCommandFactory();
  }

  /** What the library's PASV, PORT and the like ask for. The ports themselves are ours. */
  private DataConnectionConfiguration dataConnections() {
    DataConnectionConfigurationFactory factory = new DataConnectionConfigurationFactory();
    factory.setActiveEnabled(settings.activeMode());
    factory.setActiveIpCheck(true);
    if (!settings.passiveExternalAddress().isEmpty()) {
      factory.setPassiveExternalAddress(settings.passiveExternalAddress());
    }
    return factory.createDataConnectionConfiguration();
  }

  private DataPort openDataPort(IoSession session) {
    return new DataPort(
        passivePorts,
        ssl == null ? FtpListener::withoutTls : ssl::wrap,
        ((InetSocketAddress) session.getLocalAddress()).getAddress(),
        ((InetSocketAddress) session.getRemoteAddress()).getAddress(),
        settings.dataTimeout());
  }

  private static SSLSocket withoutTls(Socket socket) throws IOException {
    throw new SSLException("TLS is not configured");
  }
}
