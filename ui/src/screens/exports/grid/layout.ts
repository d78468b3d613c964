// How the columns of a kind of file are laid out: remembered for every file with the same header, in this window's own
// storage. What the columns are called is not kept, only a hash of it.
import { useCallback, useMemo, useState } from "react";

export interface Layout {
  /** By column index; in pixels. */
  widths: Record<number, number>;
  /** Indexes, in the order they were pinned. */
  pinned: number[];
  hidden: number[];
}

const KEY = "patchbay.columns";
/** Headers that are remembered. */
const MOST = 40;
export const LEAST_WIDTH = 40;
export const MOST_WIDTH = 1200;

const NOTHING: Layout = { widths: {}, pinned: [], hidden: [] };

/** Tells one header from another: FNV-1a in two halves, as 16 hex digits. */
export function signature(names: readonly string[]): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const name of names) {
    for (let i = 0; i <= name.length; i += 1) {
      const code = i < name.length ? name.charCodeAt(i) : 0xffff;
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ (code + i), 0x85ebca6b);
    }
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

type Kept = [signature: string, layout: Layout][];

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((n): n is number => Number.isInteger(n) && n >= 0) : [];
}

/** Storage may hold anything, also what an older or newer Patchbay wrote. */
function asLayout(value: unknown): Layout {
  if (typeof value !== "object" || value === null) return NOTHING;
  const { widths, pinned, hidden } = value as Record<string, unknown>;
  const known = Object.entries(typeof widths === "object" && widths !== null ? widths : {}).filter(
    ([, width]) => typeof width === "number" && width >= LEAST_WIDTH && width <= MOST_WIDTH,
  );
  return { widths: Object.fromEntries(known), pinned: numbers(pinned), hidden: numbers(hidden) };
}

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept
      .filter((entry): entry is [string, unknown] => Array.isArray(entry) && typeof entry[0] === "string")
      .map(([sign, layout]) => [sign, asLayout(layout)]);
  } catch {
    return [];
  }
}

export function recall(sign: string): Layout {
  return read().find(([kept]) => kept === sign)?.[1] ?? NOTHING;
}

export function remember(sign: string, layout: Layout) {
  const others = read().filter(([kept]) => kept !== sign);
  const bare = layout.pinned.length + layout.hidden.length + Object.keys(layout.widths).length === 0;
  const kept: Kept = bare ? others : [[sign, layout], ...others];
  try {
    localStorage.setItem(KEY, JSON.stringify(kept.slice(0, MOST)));
  } catch {
    // A full storage costs the memory of widths, nothing else.
  }
}

export interface Columns {
  layout: Layout;
  resize: (index: number, width: number) => void;
  pin: (index: number) => void;
  hide: (index: number) => void;
  show: (indexes: readonly number[]) => void;
  reset: () => void;
}

/** The layout of the columns with these names. */
export function useLayout(names: readonly string[] | undefined): Columns {
  const sign = useMemo(() => (names ? signature(names) : undefined), [names]);
  const [now, setNow] = useState<{ sign: string | undefined; layout: Layout }>({
    sign: undefined,
    layout: NOTHING,
  });
  // Another header is another layout, at once.
  if (now.sign !== sign) setNow({ sign, layout: sign === undefined ? NOTHING : recall(sign) });
  const change = useCallback(
    (to: (layout: Layout) => Layout) =>
      setNow(({ sign: of, layout }) => {
        const next = to(layout);
        if (of !== undefined) remember(of, next);
        return { sign: of, layout: next };
      }),
    [],
  );
  const { layout } = now;
  return useMemo(
    () => ({
      layout,
      resize: (index, width) =>
        change((l) => ({
          ...l,
          widths: { ...l.widths, [index]: Math.round(Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width))) },
        })),
      pin: (index) =>
        change((l) => ({
          ...l,
          pinned: l.pinned.includes(index) ? l.pinned.filter((i) => i !== index) : [...l.pinned, index],
        })),
      hide: (index) => change((l) => ({ ...l, hidden: [...l.hidden.filter((i) => i !== index), index] })),
      show: (indexes) => change((l) => ({ ...l, hidden: l.hidden.filter((i) => !indexes.includes(i)) })),
      reset: () => change(() => NOTHING),
    }),
    [layout, change],
  );
}
