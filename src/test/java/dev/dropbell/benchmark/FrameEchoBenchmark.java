package dev.dropbell.benchmark;

import dev.dropbell.testing.RunningService;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Echo of 100-byte frames over 64 connections, each with one on its way, beside a bare Netty server
 * that returns the bytes, in one process:
 *
 * <pre>
 * ./mvnw test-compile org.codehaus.mojo:exec-maven-plugin:exec \
 *     -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-cp %classpath dev.dropbell.benchmark.FrameEchoBenchmark"
 * </pre>
 *
 * <p>Prints frames a second, round by round.
 */
public final class FrameEchoBenchmark {

  private static final int CONNECTIONS = 64;
  private static final int PAYLOAD = 100;
  private static final int OUR_PREFIX = "Received 100 bytes: ".length();
  private static final int ROUNDS = 6;
  private static final int ROUND_SECONDS = 4;

  private FrameEchoBenchmark() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    Path root = Files.createTempDirectory("dropbell-echo");
    EventLoopGroup clients = group(NioIoHandler.newFactory(), 1);
    EventLoopGroup bare = group(NioIoHandler.newFactory(), 2);
    try (RunningService service = RunningService.start(root)) {
      int barePort = bind(bare, NioServerSocketChannel.class);
      EventLoopGroup epoll = Epoll.isAvailable() ? group(EpollIoHandler.newFactory(), 2) : bare;
      int epollPort = Epoll.isAvailable() ? bind(epoll, EpollServerSocketChannel.class) : barePort;
      for (int round = 0; round < ROUNDS; round++) {
        double nio = measure(clients, barePort, 0);
        double epollRate = measure(clients, epollPort, 0);
        double ours = measure(clients, service.port("tcp"), OUR_PREFIX);
        System.out.printf(
            "bare NIO %,.0f/s  bare epoll %,.0f/s  frames %,.0f/s  = %.2f and %.2f%n",
            nio, epollRate, ours, ours / nio, ours / epollRate);
      }
    }
    System.exit(0);
  }

  private static double measure(EventLoopGroup clients, int port, int prefix) throws Exception {
    LongAdder answers = new LongAdder();
    Channel[] channels = new Channel[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      channels[i] = connect(clients, port, new Asker(4 + prefix + PAYLOAD, answers));
    }
    TimeUnit.SECONDS.sleep(1);
    long before = answers.sum();
    long begun = System.nanoTime();
    TimeUnit.SECONDS.sleep(ROUND_SECONDS);
    double rate = (answers.sum() - before) * 1e9 / (System.nanoTime() - begun);
    for (Channel channel : channels) {
      channel.close().sync();
    }
    return rate;
  }

  private static EventLoopGroup group(IoHandlerFactory factory, int threads) {
    return new MultiThreadIoEventLoopGroup(threads, factory);
  }

  private static int bind(EventLoopGroup group, Class<? extends ServerChannel> type)
      throws InterruptedException {
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer(Echo::new))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static Channel connect(EventLoopGroup group, int port, Asker asker)
      throws InterruptedException {
    return new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(initializer(() -> asker))
        .connect(InetAddress.getLoopbackAddress(), port)
        .sync()
        .channel();
  }

  private static ChannelInitializer<Channel> initializer(
      java.util.function.Supplier<ChannelInboundHandlerAdapter> handler) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handler.get());
      }
    };
  }

  /** As short as a Netty server can be. */
  private static final class Echo extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var _ = ctx.write(message, ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }

  /** Sends a frame, waits for all of its answer, and so on. */
  private static final class Asker extends ChannelInboundHandlerAdapter {

    private final int answerBytes;
    private final LongAdder answers;
    private int received;

    Asker(int answerBytes, LongAdder answers) {
      this.answerBytes = answerBytes;
      this.answers = answers;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ask(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      received += bytes.readableBytes();
      bytes.release();
      if (received == answerBytes) {
        received = 0;
        answers.increment();
        ask(ctx);
      }
    }

    private static void ask(ChannelHandlerContext ctx) {
      ByteBuf frame = ctx.alloc().ioBuffer(4 + PAYLOAD).writeInt(PAYLOAD).writeZero(PAYLOAD);
      var _ = ctx.writeAndFlush(frame, ctx.voidPromise());
    }
  }
}
