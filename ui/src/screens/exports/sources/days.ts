import type { PullView } from "../../../host";

export interface Day {
  /** `YYYY-MM-DD` */
  day: string;
  /** What was pulled for it; undefined where nothing was. */
  pull: PullView | undefined;
}

/** So many days are drawn. */
const MOST = 30;

/** Every day from the first pull to the last one, with its file; days without one are there, too. */
export function days(pulls: PullView[]): Day[] {
  const byDay = new Map<string, PullView>();
  // The last pull of a day counts; they come the last first.
  for (const pull of pulls) if (pull.day !== undefined && !byDay.has(pull.day)) byDay.set(pull.day, pull);
  const known = [...byDay.keys()].sort();
  const last = known.at(-1);
  if (last === undefined) return [];
  const all: Day[] = [];
  for (let at = new Date(`${last}T00:00:00Z`); all.length < MOST; at = new Date(at.getTime() - 86_400_000)) {
    const day = at.toISOString().slice(0, 10);
    if (day < (known[0] ?? day)) break;
    all.unshift({ day, pull: byDay.get(day) });
  }
  return all;
}
