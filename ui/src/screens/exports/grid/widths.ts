// Column widths by what some rows hold.
const PER_CHARACTER = 7.6;
const PER_BOLD = 7.9;
const NARROWEST = 64;
const WIDEST = 340;
/** The buttons of a header. */
const BUTTONS = 26;

/** So wide that nine of ten cells and the name fit, in pixels. */
export function widthFor(name: string, cells: readonly string[]): number {
  const lengths = cells.map((cell) => cell.length).sort((a, b) => a - b);
  const most = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  const wide = Math.max(name.length * PER_BOLD + BUTTONS, most * PER_CHARACTER) + 20;
  return Math.round(Math.max(NARROWEST, Math.min(WIDEST, wide)));
}
