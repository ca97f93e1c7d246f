/** Where the other listeners are, as the server tells. */
export interface Config {
  /** What Socket.IO connects to; undefined is the page's own origin. */
  socketUrl: string | undefined;
  ftpPort: number;
}

const DEFAULT_SOCKETIO_PORT = 3000;
const DEFAULT_FTP_PORT = 2121;
const ANSWER_TIMEOUT_MILLIS = 3_000;

interface Answer {
  socketio?: { port?: number | null; tls?: boolean };
  ftp?: { port?: number | null };
}

/** Asks the server; without an answer the default ports are taken. */
export async function loadConfig(location: Location): Promise<Config> {
  const answer = await fetchAnswer();
  const port = answer.socketio?.port;
  // Without TLS of its own there may still be something in front of it, as of the page.
  const protocol = answer.socketio?.tls ? "https:" : location.protocol;
  return {
    // A port of null says that a proxy carries Socket.IO on this origin.
    socketUrl:
      port === null
        ? undefined
        : `${protocol}//${location.hostname}:${port ?? DEFAULT_SOCKETIO_PORT}`,
    ftpPort: answer.ftp?.port ?? DEFAULT_FTP_PORT,
  };
}

async function fetchAnswer(): Promise<Answer> {
  try {
    const response = await fetch("dashboard.json", {
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS),
    });
    return response.ok ? ((await response.json()) as Answer) : {};
  } catch {
    return {};
  }
}
