// Parts of something long, asked for by number: what is seen first, then what is likely seen next. What nobody looks at
// any more is not waited for, and of what was seen only so much is kept.
import { asFailure, type Failure } from "../../../host";

interface PagesOptions<P> {
  load: (page: number, signal: AbortSignal) => Promise<P>;
  /** What a page takes of `most`. */
  weigh: (page: P) => number;
  /** So much is kept, and whatever is wanted. */
  most: number;
  /** A page came, or failed. */
  onChange: () => void;
}

export class Pages<P> {
  readonly #options: PagesOptions<P>;
  /** Least recently wanted first. */
  readonly #there = new Map<number, { page: P; weight: number }>();
  readonly #underWay = new Map<number, AbortController>();
  readonly #failed = new Map<number, Failure>();
  #seen: readonly number[] = [];
  #ahead: readonly number[] = [];
  #weight = 0;

  constructor(options: PagesOptions<P>) {
    this.#options = options;
  }

  get(page: number): P | undefined {
    return this.#there.get(page)?.page;
  }

  /** What is on screen, and what may be next, in the order of its likeliness. Anything else under way is stopped. */
  want(seen: readonly number[], ahead: readonly number[]) {
    this.#seen = seen;
    this.#ahead = ahead;
    for (const [page, abort] of this.#underWay) {
      if (this.#wanted(page)) continue;
      this.#underWay.delete(page);
      abort.abort();
    }
    for (const page of this.#failed.keys()) if (!this.#wanted(page)) this.#failed.delete(page);
    for (const page of seen) {
      const kept = this.#there.get(page);
      if (!kept) continue;
      this.#there.delete(page);
      this.#there.set(page, kept);
    }
    this.#go();
  }

  /** Why a page on screen is not there. */
  get error(): Failure | undefined {
    for (const page of this.#seen) {
      const failure = this.#failed.get(page);
      if (failure) return failure;
    }
    return undefined;
  }

  retry() {
    this.#failed.clear();
    this.#go();
  }

  /** Waits for nothing any more; `want` starts again. */
  stop() {
    this.want([], []);
  }

  #wanted(page: number): boolean {
    return this.#seen.includes(page) || this.#ahead.includes(page);
  }

  #go() {
    for (const page of this.#seen) this.#ask(page);
    // One at a time, and only when nothing that is seen is waited for.
    const next = this.#ahead.find((page) => !this.#there.has(page) && !this.#failed.has(page));
    if (next !== undefined && this.#underWay.size === 0) this.#ask(next);
  }

  #ask(page: number) {
    if (this.#there.has(page) || this.#underWay.has(page) || this.#failed.has(page)) return;
    const abort = new AbortController();
    this.#underWay.set(page, abort);
    const ended = () => {
      if (this.#underWay.get(page) !== abort) return false;
      this.#underWay.delete(page);
      return true;
    };
    this.#options.load(page, abort.signal).then(
      (loaded) => {
        if (!ended()) return;
        this.#keep(page, loaded);
        this.#go();
        this.#options.onChange();
      },
      (thrown) => {
        if (!ended()) return;
        this.#failed.set(page, asFailure(thrown));
        this.#go();
        this.#options.onChange();
      },
    );
  }

  #keep(page: number, loaded: P) {
    const weight = this.#options.weigh(loaded);
    this.#there.set(page, { page: loaded, weight });
    this.#weight += weight;
    for (const [old, kept] of this.#there) {
      if (this.#weight <= this.#options.most) break;
      if (this.#wanted(old)) continue;
      this.#there.delete(old);
      this.#weight -= kept.weight;
    }
  }
}
