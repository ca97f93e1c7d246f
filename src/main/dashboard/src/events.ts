/**
 * What the server sends, and how it is read. A payload that lacks what is needed is read as null,
 * so that nothing half-known goes further.
 */

export interface Upload {
  id: string;
  filename: string;
  directory: string;
  sizeBytes: number;
  uploadedAt: Date;
  user: string | null;
  /** Below `/files/`, or null when the server named none. */
  url: string | null;
  replaced: boolean;
}

/** An upload that is not complete: on its way, or failed. */
export interface Transfer {
  id: string;
  filename: string;
  directory: string;
  user: string | null;
  bytes: number;
  /** What the client declared; null when it did not. */
  size: number | null;
  reason: string | null;
}

export interface RoomMessage {
  id: string;
  topic: string;
  message: unknown;
}

type Fields = Record<string, unknown>;

/** Reads `file_uploaded`. */
export function readUpload(payload: unknown): Upload | null {
  const of = fields(payload);
  const id = text(of["id"]);
  const filename = text(of["filename"]);
  const sizeBytes = number(of["size_bytes"]);
  const uploadedAt = number(of["uploaded_at"]);
  if (id === null || filename === null || sizeBytes === null || uploadedAt === null) {
    return null;
  }
  return {
    id,
    filename,
    directory: text(of["directory"]) ?? "/",
    sizeBytes,
    uploadedAt: new Date(uploadedAt),
    user: text(of["user"]),
    url: fileUrl(of["url"]),
    replaced: of["replaced"] === true,
  };
}

/** Reads `upload_started`, `upload_progress` and `upload_failed`. */
export function readTransfer(payload: unknown): Transfer | null {
  const of = fields(payload);
  const id = text(of["id"]);
  const path = text(of["path"]);
  if (id === null || path === null) {
    return null;
  }
  const slash = path.lastIndexOf("/");
  return {
    id,
    filename: path.slice(slash + 1),
    directory: path.slice(0, slash) || "/",
    user: text(of["user"]),
    bytes: number(of["bytes"]) ?? 0,
    size: number(of["size"]),
    reason: text(of["reason"]),
  };
}

/** Reads `message`. */
export function readMessage(payload: unknown): RoomMessage | null {
  const of = fields(payload);
  const id = text(of["id"]);
  const topic = text(of["topic"]);
  return id === null || topic === null ? null : { id, topic, message: of["message"] ?? null };
}

/** Reads `announcement`. */
export function readAnnouncement(payload: unknown): unknown {
  return fields(payload)["message"] ?? null;
}

/** Reads `client_count` and `new_client`. */
export function readCount(payload: unknown): number | null {
  return number(fields(payload)["count"]);
}

/** The place in the log that an event or an answer names. */
export function readCursor(payload: unknown): string | null {
  return text(fields(payload)["cursor"]);
}

/** Whether an answer says that nothing is missing since the place that was asked for. */
export function readRecovered(payload: unknown): boolean {
  return fields(payload)["recovered"] === true;
}

/** The error that an answer or an `error_message` names. */
export function readError(payload: unknown): string | null {
  return text(fields(payload)["error"]);
}

/** The prefix keeps out other schemes and other hosts, `//host` included. */
function fileUrl(value: unknown): string | null {
  const url = text(value);
  return url !== null && url.startsWith("/files/") ? url : null;
}

function fields(payload: unknown): Fields {
  return typeof payload === "object" && payload !== null ? (payload as Fields) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
