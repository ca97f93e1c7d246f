import { io, type Socket } from "socket.io-client";
import {
  readAnnouncement,
  readCount,
  readCursor,
  readError,
  readMessage,
  readRecovered,
  readTransfer,
  readUpload,
} from "./events";
import type { Model } from "./model";
import { readToken } from "./token";

const ACK_TIMEOUT_MILLIS = 10_000;

/** What the server says of a room that the token does not allow. */
const ROOM_REFUSED = /does not allow the topic '(.+)'/;

/** Who hears what the model does not hold. */
export interface Listener {
  /** The server found something wrong. */
  complain(error: string): void;
  /** The server wants another token than it got. */
  wantsToken(reason: string): void;
  /** The server has let us in. */
  admitted(): void;
}

/** Keeps the model up to date from the server, for as long as the page is open. */
export class Connection {
  private readonly socket: Socket;
  private everConnected = false;

  /**
   * Connects at once.
   *
   * @param url undefined is the page's own origin
   */
  constructor(
    private readonly model: Model,
    private readonly url: string | undefined,
    private readonly listener: Listener,
  ) {
    this.socket = io(url, {
      auth: (send) => send(readToken() === "" ? {} : { token: readToken() }),
      // WebSocket first: one request fewer, and no proxy has to send every poll to the same server.
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    this.followConnection();
    this.followEvents();
  }

  /** Joins a room. Throws with a sentence for the reader when the server refuses. */
  async join(room: string): Promise<void> {
    await this.ask("join_room", { room });
    this.model.wants(room);
  }

  /** Leaves a room. Throws with a sentence for the reader when the server refuses. */
  async leave(room: string): Promise<void> {
    this.model.left(room);
    // While disconnected there is nothing to leave: only the rooms of the model are joined again.
    if (this.socket.connected) {
      await this.ask("leave_room", { room });
    }
  }

  /** Tries again after the connection was lost for good. */
  connectAgain(): void {
    this.model.disconnected("connecting", "");
    this.socket.connect();
  }

  private followConnection(): void {
    this.socket.on("connect", () => {
      this.everConnected = true;
      this.listener.admitted();
      this.model.connected();
      void this.joinAll();
    });
    this.socket.on("disconnect", () => {
      // The client comes back by itself unless the server has sent it away.
      this.disconnected(this.socket.active ? "" : "The server has closed it.");
    });
    this.socket.on("connect_error", (error) => {
      this.disconnected(this.socket.active ? `No answer from ${this.place()}` : error.message);
      if (!this.socket.active && error.message.includes("token")) {
        this.listener.wantsToken(error.message);
      }
    });
  }

  private disconnected(detail: string): void {
    const trying = this.everConnected ? "reconnecting" : "connecting";
    this.model.disconnected(this.socket.active ? trying : "lost", detail);
  }

  private place(): string {
    return new URL(this.url ?? location.origin).host;
  }

  private followEvents(): void {
    const { model } = this;
    this.on("file_uploaded", readUpload, (upload) => model.uploaded(upload));
    this.on("upload_started", readTransfer, (transfer) => model.progressed(transfer));
    this.on("upload_progress", readTransfer, (transfer) => model.progressed(transfer));
    this.on("upload_failed", readTransfer, (transfer) => model.failed(transfer));
    this.on("message", readMessage, (message) => model.said(message));
    this.on("announcement", readAnnouncement, (message) => model.announced(message));
    this.on("client_count", readCount, (count) => model.counted(count));
    this.on("new_client", readCount, (count) => model.counted(count));
    this.on("error_message", readError, (error) => this.listener.complain(error));
  }

  private on<T>(event: string, read: (payload: unknown) => T | null, use: (value: T) => void): void {
    this.socket.on(event, (payload: unknown) => {
      const cursor = readCursor(payload);
      if (cursor !== null) {
        this.model.passed(cursor);
      }
      const value = read(payload);
      if (value === null) {
        console.warn(`${event}: not understood`, payload);
      } else {
        use(value);
      }
    });
  }

  /** One question for all rooms, so that what was missed comes in one order and once. */
  private async joinAll(): Promise<void> {
    const { rooms, cursor } = this.model;
    try {
      if (rooms.length > 0) {
        const since = cursor === null ? {} : { since: cursor };
        await this.ask("join_room", { rooms, ...since }, (answer) =>
          this.model.resumed(readRecovered(answer)),
        );
      } else {
        this.model.resumed(true);
      }
      this.model.entered();
    } catch (error) {
      // When the connection broke meanwhile, the next one asks again.
      if (!this.socket.connected) {
        return;
      }
      const { message } = error as Error;
      this.listener.complain(message);
      const refused = ROOM_REFUSED.exec(message)?.[1];
      if (refused !== undefined && rooms.includes(refused)) {
        this.model.left(refused);
        await this.joinAll(); // one room that is not allowed has kept us out of the others
      }
    }
  }

  /** `heard` is called with the answer before any event that came behind it. */
  private async ask(
    event: string,
    question: object,
    heard: (answer: unknown) => void = () => {},
  ): Promise<void> {
    if (!this.socket.connected) {
      throw new Error("Not connected just now. Try again when the connection is back.");
    }
    await new Promise<void>((resolve, reject) => {
      this.socket
        .timeout(ACK_TIMEOUT_MILLIS)
        .emit(event, question, (timeout: Error | null, answer: unknown) => {
          const error = timeout ? "The server did not answer. Try again." : readError(answer);
          if (error !== null) {
            reject(new Error(error));
            return;
          }
          const cursor = readCursor(answer);
          if (cursor !== null) {
            this.model.startsAt(cursor);
          }
          heard(answer);
          resolve();
        });
    });
  }
}
