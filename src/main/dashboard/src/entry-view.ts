import { copyOf, part } from "./dom";
import type { Transfer, Upload } from "./events";
import {
  exactSize,
  extension,
  fullTime,
  humanSize,
  messageText,
  printable,
  shortTime,
} from "./format";
import type { Entry } from "./model";

/** One entry as a list item. */
export function drawEntry(entry: Entry): HTMLElement {
  const item = draw(entry);
  labelTime(item, entry, new Date());
  return item;
}

/** Writes the time of an entry as it reads at `now`. */
export function labelTime(item: HTMLElement, entry: Entry, now: Date): void {
  if (entry.kind === "gap") {
    part(item, "text").textContent =
      `The connection was lost at ${shortTime(entry.from, now)} and came back at ` +
      `${shortTime(entry.at, now)}. ` +
      (entry.recovered
        ? "What arrived in between is listed above."
        : "The server does not know any more all that arrived in between.");
    return;
  }
  const time = part<HTMLTimeElement>(item, "time");
  time.dateTime = entry.at.toISOString();
  time.title = fullTime(entry.at);
  time.textContent = shortTime(entry.at, now);
}

/** One entry as a sentence. */
export function sayEntry(entry: Entry): string {
  switch (entry.kind) {
    case "upload":
      return `${printable(entry.upload.filename)}, ${humanSize(entry.upload.sizeBytes)}, arrived.`;
    case "failed":
      return `The upload of ${printable(entry.transfer.filename)} failed.`;
    case "message":
      return `${entry.message.topic}: ${messageText(entry.message.message)}`;
    case "announcement":
      return `Announcement: ${messageText(entry.message)}`;
    case "gap":
      return entry.recovered
        ? "The connection is back, and what arrived in between is listed."
        : "The connection is back. Something that arrived in between is missing.";
  }
}

function draw(entry: Entry): HTMLElement {
  switch (entry.kind) {
    case "upload":
      return drawUpload(entry.upload);
    case "failed":
      return drawFailed(entry.transfer);
    case "message":
      return drawText(`Message in ${entry.message.topic}`, entry.message.message);
    case "announcement":
      return drawAnnouncement(entry.message);
    case "gap":
      return copyOf("entry-gap");
  }
}

function drawUpload(upload: Upload): HTMLElement {
  const item = copyOf("entry-upload");
  part(item, "tile").textContent = extension(upload.filename);
  const link = part<HTMLAnchorElement>(item, "name");
  link.textContent = printable(upload.filename);
  if (upload.url !== null) {
    link.href = upload.url;
  }
  part(item, "where").textContent = whereabouts(upload, upload.replaced ? ["replaced"] : []);
  drawSize(item, upload.sizeBytes);
  return item;
}

function drawFailed(transfer: Transfer): HTMLElement {
  const item = copyOf("entry-failed");
  part(item, "name").textContent = printable(transfer.filename);
  part(item, "reason").textContent = printable(transfer.reason ?? "no reason given");
  part(item, "where").textContent = whereabouts(transfer, []);
  drawSize(item, transfer.bytes);
  return item;
}

function drawAnnouncement(message: unknown): HTMLElement {
  const item = drawText("Announcement", message);
  item.classList.add("announcement");
  return item;
}

function drawText(where: string, message: unknown): HTMLElement {
  const item = copyOf("entry-text");
  part(item, "where").textContent = printable(where);
  part(item, "text").textContent = messageText(message);
  return item;
}

function drawSize(item: HTMLElement, bytes: number): void {
  const size = part(item, "size");
  size.textContent = humanSize(bytes);
  size.title = exactSize(bytes);
}

/** Directory, user and what else there is to say, in one line. */
export function whereabouts(file: Upload | Transfer, more: string[]): string {
  const user = file.user === null ? [] : [`by ${file.user}`];
  return printable([file.directory, ...user, ...more].join(" · "));
}
