// Numbers, sizes, dates and failures as people read them.
import type { Failure } from "../host";

const counts = new Intl.NumberFormat("en");
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** 1,234,567 */
export function count(n: number): string {
  return counts.format(n);
}

/** "1 entry", "1,204 entries" */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${counts.format(n)} ${n === 1 ? one : many}`;
}

/** 10.2 GB, in steps of 1,000. */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** "21 Nov 2026, 04:12:09" in a time zone; the machine's own when absent or unknown. */
export function dateTime(at: string, timeZone?: string): string {
  const key = timeZone ?? "";
  let format = dates.get(key);
  if (!format) {
    const options = { dateStyle: "medium", timeStyle: "medium" } as const;
    try {
      format = new Intl.DateTimeFormat("en-GB", timeZone ? { ...options, timeZone } : options);
    } catch {
      format = new Intl.DateTimeFormat("en-GB", options);
    }
    dates.set(key, format);
  }
  return format.format(new Date(at));
}

/** "5 minutes ago"; after a month the date alone. */
export function ago(at: string, now: number): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return seconds > 0 ? "in a moment" : "just now";
  if (size < 45 * 60) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 22 * 3600) return relative.format(Math.round(seconds / 3600), "hour");
  if (size < 31 * 86_400) return relative.format(Math.round(seconds / 86_400), "day");
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(at));
}

/** An id as people read it: `cancel_subscription` is "Cancel subscription". */
export function words(id: string): string {
  const text = id.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Backend messages have no full stop and may begin small; on a page they are sentences. */
export function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…:]$/.test(start) ? start : `${start}.`;
}

/** A failure in one line, for the field that it is about. */
export function failureText({ message, hint }: Failure): string {
  return hint ? `${sentence(message)} ${sentence(hint)}` : sentence(message);
}
