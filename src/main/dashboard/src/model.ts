import type { RoomMessage, Transfer, Upload } from "./events";

/** What the page knows. It draws nothing; whoever draws it is told of each change. */

export type ConnectionState = "connecting" | "connected" | "reconnecting" | "lost";

export type Entry = { key: string; at: Date } & (
  | { kind: "upload"; upload: Upload }
  | { kind: "failed"; transfer: Transfer }
  | { kind: "message"; message: RoomMessage }
  | { kind: "announcement"; message: unknown }
  /** Not connected since `from`; `recovered` when all that happened meanwhile follows. */
  | { kind: "gap"; from: Date; recovered: boolean }
);

/** How many entries are kept; the oldest go first. */
export const MOST_ENTRIES = 200;
const MOST_FLIGHTS = 50;

export class Model {
  connection: ConnectionState = "connecting";
  /** Why it is not connected, for the reader; empty while it is. */
  connectionDetail = "";
  /** Clients of the server, this page included; null until it was told. */
  clients: number | null = null;
  /** Rooms to be in, joined again after each reconnect. */
  rooms: readonly string[] = [];
  /** Whether the server has us in those rooms now. */
  present = false;
  /** Newest first; a change is a new array. */
  entries: readonly Entry[] = [];
  /** Uploads on their way by their id, the one that started last at the end. */
  readonly flights = new Map<string, Transfer>();
  /** The newest place in the log that is known: where a resume would begin. */
  cursor: string | null = null;

  private keysMade = 0;
  private silentSince: Date | null = null;

  /** Calls `changed` after each change, often many times in a row. */
  constructor(private readonly changed: () => void) {}

  connected(): void {
    this.connection = "connected";
    this.connectionDetail = "";
    this.changed();
  }

  /** The server goes on where it was lost; `recovered` when it still knows all since. */
  resumed(recovered: boolean): void {
    if (this.silentSince !== null) {
      const gap = { key: this.ownKey(), at: new Date(), from: this.silentSince, recovered };
      this.add({ ...gap, kind: "gap" });
      this.silentSince = null;
      this.changed();
    }
  }

  /** Not connected, for the reason in `detail`. */
  disconnected(state: "connecting" | "reconnecting" | "lost", detail: string): void {
    if (this.connection === "connected") {
      this.silentSince ??= new Date();
    }
    this.connection = state;
    this.connectionDetail = detail;
    this.clients = null;
    this.present = false;
    // How they fare is not known any more; those that go on will be heard of again.
    this.flights.clear();
    this.changed();
  }

  counted(clients: number): void {
    this.clients = clients;
    this.changed();
  }

  /** Starts with a room to join as soon as there is a connection. */
  wants(room: string): void {
    this.rooms = [...this.rooms.filter((other) => other !== room), room];
    this.changed();
  }

  /** The server has let us into these rooms. */
  entered(): void {
    this.present = true;
    this.changed();
  }

  left(room: string): void {
    this.rooms = this.rooms.filter((other) => other !== room);
    for (const [id, transfer] of this.flights) {
      if (!this.rooms.some((joined) => concerns(transfer, joined))) {
        this.flights.delete(id);
      }
    }
    this.changed();
  }

  uploaded(upload: Upload): void {
    this.flights.delete(upload.id);
    this.add({ key: `upload ${upload.id}`, at: upload.uploadedAt, kind: "upload", upload });
    this.changed();
  }

  progressed(transfer: Transfer): void {
    const known = this.flights.get(transfer.id);
    this.flights.set(transfer.id, { ...transfer, size: transfer.size ?? known?.size ?? null });
    const [oldest] = this.flights.keys();
    if (this.flights.size > MOST_FLIGHTS && oldest !== undefined) {
      this.flights.delete(oldest);
    }
    this.changed();
  }

  failed(transfer: Transfer): void {
    this.flights.delete(transfer.id);
    this.add({ key: `failed ${transfer.id}`, at: new Date(), kind: "failed", transfer });
    this.changed();
  }

  said(message: RoomMessage): void {
    this.add({ key: `message ${message.id}`, at: new Date(), kind: "message", message });
    this.changed();
  }

  announced(message: unknown): void {
    this.add({ key: this.ownKey(), at: new Date(), kind: "announcement", message });
    this.changed();
  }

  /** An event stood at this place of the log. */
  passed(cursor: string): void {
    this.cursor = cursor;
  }

  /** Delivery starts at this place; what came before or since counts more. */
  startsAt(cursor: string): void {
    this.cursor ??= cursor;
  }

  /** A repeat of what is there already is left out. */
  private add(entry: Entry): void {
    if (!this.entries.some((other) => other.key === entry.key)) {
      this.entries = [entry, ...this.entries].slice(0, MOST_ENTRIES);
    }
  }

  private ownKey(): string {
    return `own ${++this.keysMade}`;
  }
}

/** Whether what happens to an upload is told in a room: that of its directory or of one above. */
function concerns(transfer: Transfer, room: string): boolean {
  const deepest = transfer.directory === "/" ? "uploads" : `uploads${transfer.directory}`;
  return deepest === room || deepest.startsWith(`${room}/`);
}
