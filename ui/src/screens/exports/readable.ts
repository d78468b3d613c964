import type { Progress } from "../../host";

const MEGA = 1_000_000;

/** The backend tells bytes; of a large file, megabytes are what people read. */
export function readable(progress: Progress | undefined): Progress | undefined {
  if (!progress || progress.total === undefined || progress.total < 20 * MEGA) return progress;
  return {
    what: `${progress.what} (in MB)`,
    done: Math.round(progress.done / MEGA),
    total: Math.round(progress.total / MEGA),
  };
}
