// Column widths by what the first rows hold.
const PER_CHARACTER = 7.6;
const NARROWEST = 64;
const WIDEST = 340;
export const LEAST = 40;
export const MOST = 1200;

/** So wide that nine of ten cells and the name fit, in pixels. */
export function widthsOf(columns: string[], rows: string[][]): number[] {
  return columns.map((name, column) => {
    const lengths = rows.map((row) => row[column]?.length ?? 0).sort((a, b) => a - b);
    const most = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
    const characters = Math.max(name.length + 1, most);
    return Math.round(Math.max(NARROWEST, Math.min(WIDEST, characters * PER_CHARACTER + 20)));
  });
}
