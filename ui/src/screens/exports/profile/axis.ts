// Where the marks of an axis go and what they say, for numbers and for dates.
import type { ColumnType } from "../../../host";

export interface Tick {
  /** Where, in the axis' own units. */
  at: number;
  text: string;
}

const DAY = 86_400_000;

/** Steps of 1, 2 or 5 times a power of ten. */
export function numberStep(span: number, most: number): number {
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * 0.999_999) ?? 10;
  return factor * power;
}

/** Short where it is large and the step allows it; as many decimals as the step needs. */
export function numberText(n: number, step: number): string {
  const size = Math.abs(n);
  const unit = size < 10_000 ? 1 : size < 1e6 ? 1e3 : size < 1e9 ? 1e6 : size < 1e12 ? 1e9 : 1e12;
  const decimals = Math.max(0, Math.ceil(Math.log10(unit / step) - 1e-9));
  const short = unit > 1 && decimals <= 2;
  return new Intl.NumberFormat("en", {
    notation: short ? "compact" : "standard",
    maximumFractionDigits:
      short || unit === 1
        ? Math.min(6, decimals)
        : Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))),
  }).format(n);
}

function numberTicks(from: number, to: number, most: number): Tick[] {
  const step = numberStep(to - from, most);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = (first + i) * step;
    return { at, text: numberText(at, step) };
  });
}

const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 12_000];
const DAYS = [1, 2, 7, 14];

const formats = {
  day: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }),
  month: new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" }),
  year: new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: "UTC" }),
  full: new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }),
  time: new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" }),
};

/** The first moment of a month; `month` counts from January of year 0. */
function monthStart(month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
  return date.getTime();
}

function dateTicks(from: number, to: number, most: number): Tick[] {
  const days = (to - from) / DAY;
  if (days <= 1) {
    const step = numberStep((to - from) / 3_600_000, most) * 3_600_000;
    const first = Math.ceil(from / step);
    return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => ({
      at: (first + i) * step,
      text: formats.time.format((first + i) * step),
    }));
  }
  const step = DAYS.find((d) => days / d <= most);
  if (step !== undefined) {
    // Weeks start on Monday; 1 January 1970 was a Thursday.
    const shift = step >= 7 ? 4 * DAY : 0;
    const first = Math.ceil((from - shift) / (step * DAY));
    const last = Math.floor((to - shift) / (step * DAY));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
      const at = (first + i) * step * DAY + shift;
      return { at, text: formats.day.format(at) };
    });
  }
  const months = MONTHS.find((m) => days / 30.44 / m <= most) ?? 12_000;
  const start = new Date(from);
  const month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: Tick[] = [];
  for (let at = Math.ceil(month / months) * months; monthStart(at) <= to; at += months) {
    const moment = monthStart(at);
    if (moment >= from)
      ticks.push({ at: moment, text: (months >= 12 ? formats.year : formats.month).format(moment) });
  }
  return ticks;
}

/** At most about so many marks between two ends. */
export function ticks(of: ColumnType, from: number, to: number, most: number): Tick[] {
  if (!(to > from) || !Number.isFinite(from) || !Number.isFinite(to)) return [];
  return of === "date" ? dateTicks(from, to, most) : numberTicks(from, to, most);
}

/** One range of a histogram in words: its start and its end. */
export function rangeText(of: ColumnType, from: number, width: number): string {
  const to = from + width;
  if (of !== "date") {
    const step = 10 ** Math.floor(Math.log10(width));
    return `${numberText(from, step)} to ${numberText(to, step)}`;
  }
  if (width < DAY)
    return `${formats.full.format(from)}, ${formats.time.format(from)} to ${formats.time.format(to)}`;
  // A range ends before its end: the last day in it is the one before.
  const last = to - DAY;
  return last <= from
    ? formats.full.format(from)
    : `${formats.full.format(from)} to ${formats.full.format(last)}`;
}

/** "12.4 %", and never 0 or 100 % of what is not none or all. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  const percent = (part / whole) * 100;
  if (part === whole) return "100 %";
  if (percent < 0.1) return "< 0.1 %";
  return percent > 99.9 ? "> 99.9 %" : `${percent.toFixed(1)} %`;
}
