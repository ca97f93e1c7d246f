/** How values are shown. Pure functions; numbers and times follow the reader's locale. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
const LONGEST_TEXT = 2_000;
const LONGEST_EXTENSION = 4;

/** `48213` is `48.2 kB`: decimal units, three digits. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 would round up to 1000 of its unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  }).format(value);
}

/** `48213` is `48,213 bytes`. */
export function exactSize(bytes: number): string {
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: "byte",
    unitDisplay: "long",
  }).format(bytes);
}

/** `0.456` is `45%`: rounded down, so that 100 is only said of the whole. */
export function share(part: number): string {
  const whole = Math.floor(Math.min(part, 1) * 100) / 100;
  return new Intl.NumberFormat(undefined, { style: "percent" }).format(whole);
}

/** The time to the second when it is of this day, else date and minute. */
export function shortTime(at: Date, now: Date): string {
  const today = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(
    undefined,
    today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" },
  ).format(at);
}

/** Date, time and zone in full. */
export function fullTime(at: Date): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" }).format(at);
}

/**
 * Text from outside as it may be shown: control characters, line breaks and marks that turn the
 * writing direction become visible, so that `invoice<U+202E>fdp.exe` does not read as a PDF.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** A published message, a string or any JSON, as text of a bounded length. */
export function messageText(message: unknown): string {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const cut = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) + "…" : text;
  return cut.split("\n").map(printable).join("\n");
}

/** `a.tar.gz` is `GZ`; where there is no short extension, `FILE`. */
export function extension(name: string): string {
  const dot = name.lastIndexOf(".");
  const end = name.slice(dot + 1);
  const short = dot > 0 && end.length <= LONGEST_EXTENSION && /^[\p{L}\p{N}]+$/u.test(end);
  return short ? end.toUpperCase() : "FILE";
}

/** `1 client`, `2 clients`. */
export function counted(count: number, noun: string): string {
  return `${new Intl.NumberFormat().format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
