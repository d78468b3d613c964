// Shares and changes as people read them.
import { bytes, count } from "../../../components";

/** "12.5 %" of a whole; never 0 % of something, nor 100 % of not all. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  if (part === whole) return "100 %";
  const percent = (part / whole) * 100;
  if (percent < 0.1) return "under 0.1 %";
  if (percent > 99.9) return "over 99.9 %";
  return `${percent.toFixed(1)} %`;
}

/** "+1,204 (+2.4 %)" from before to after; "12 times as much" where a percentage says little. */
export function change(before: number, after: number, shown: (n: number) => string = count): string {
  const by = after - before;
  if (by === 0) return "the same";
  const sign = by > 0 ? "+" : "−";
  const size = `${sign}${shown(Math.abs(by))}`;
  if (before === 0) return size;
  if (after >= before * 10) return `${size} (${count(Math.round(after / before))} times as much)`;
  const percent = (Math.abs(by) / before) * 100;
  return `${size} (${percent < 0.1 ? "under 0.1" : `${sign}${percent.toFixed(1)}`} %)`;
}

export function byteChange(before: number, after: number): string {
  return change(before, after, bytes);
}

/** A cell with what cannot be seen made visible: spaces at its ends, tabs and line breaks. */
export function visible(text: string): string {
  return text
    .replace(/^ +| +$/g, (spaces) => "␣".repeat(spaces.length))
    .replaceAll("\u00a0", "⍽")
    .replaceAll("\t", "⇥")
    .replace(/\r\n|\r|\n/g, "↵");
}
