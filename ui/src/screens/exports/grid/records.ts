// The records of an export as the grid sees them: rows, of which some are at hand. A row is a record of the file, or,
// when only some records are shown, the so-and-so-many-th of those.
import type { CutCell, Failure, Mark } from "../../../host";
import { Pages } from "./pages";

/** Some rows, as they are asked for. */
export interface Some {
  rows: string[][];
  cut?: CutCell[] | undefined;
  /** The numbers of these records, where rows are not simply all of them. */
  records?: number[] | undefined;
  columns?: string[] | undefined;
  /** What is wrong in these records, where that is told at once. */
  marks?: Mark[] | undefined;
  /** How many rows there are, if that is known. */
  total?: number | undefined;
}

type Ask<T> = (start: number, rows: number, signal: AbortSignal) => Promise<T>;

interface RecordsOptions {
  ask: Ask<Some>;
  /** Known beforehand, where only some of the records are shown; then `ask` tells their numbers, too. */
  columns?: string[] | undefined;
}

/** What is asked for first: it tells the columns, and fills a window. */
export const HEAD = 40;
const MOST_IN_PAGE = 100;
const CELLS_IN_PAGE = 8_000;
/** Characters of cells that are kept. */
const KEPT = 24_000_000;
const KEPT_MARKS = 400_000;

/** Fewer records in a page where a record is wide, so that a page stays quick. */
export function pageSize(columns: number): number {
  return Math.max(4, Math.min(MOST_IN_PAGE, Math.floor(CELLS_IN_PAGE / Math.max(1, columns))));
}

type MarksOf = Map<number, Mark[]>;

interface Loaded {
  rows: string[][];
  /** By row of the page. */
  cut: Map<number, CutCell[]>;
  records: number[];
  marks: MarksOf | undefined;
}

/** By record. */
function byRecord(marks: Mark[]): MarksOf {
  const found: MarksOf = new Map();
  for (const mark of marks) {
    const there = found.get(mark.record);
    if (there) there.push(mark);
    else found.set(mark.record, [mark]);
  }
  return found;
}

export class Records {
  readonly #ask: Ask<Some>;
  readonly #some: boolean;
  readonly #head: Pages<Some>;
  #pages: Pages<Loaded> | undefined;
  #marks: Pages<MarksOf> | undefined;
  #askMarks: Ask<Mark[]> | undefined;
  #columns: string[] | undefined;
  #widest = 0;
  #size = MOST_IN_PAGE;
  #total: number | undefined;
  /** The end of what was seen, as long as nobody counted. */
  #end = 0;
  #least = 0;
  #seen = { first: 0, last: 0, also: 0, back: false };
  #version = 0;
  readonly #listeners = new Set<() => void>();

  constructor({ ask, columns }: RecordsOptions) {
    this.#ask = ask;
    this.#some = columns !== undefined;
    this.#head = new Pages<Some>({
      load: (_, signal) => ask(0, HEAD, signal).then((some) => this.#begin(some)),
      weigh: () => 1,
      most: 1,
      onChange: () => this.#changed(),
    });
    if (columns) this.#open(columns);
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** Another number whenever something changed. */
  readonly version = () => this.#version;

  /** Undefined until the first rows are there. */
  get columns(): string[] | undefined {
    return this.#columns;
  }
  /** The most cells that a record so far has; may be more than there are columns. */
  get widest(): number {
    return Math.max(this.#widest, this.#columns?.length ?? 0);
  }
  /** As many as there are, or until they are counted, some more than were seen. */
  get rows(): number {
    return this.#total ?? Math.max(this.#end + (this.#columns ? this.#size : 0), this.#least);
  }
  /** Whether `rows` is all. */
  get counted(): boolean {
    return this.#total !== undefined;
  }
  get error(): Failure | undefined {
    return this.#head.error ?? this.#pages?.error;
  }
  /** The first rows, to see how wide the columns should be. */
  get sample(): string[][] {
    return this.#head.get(0)?.rows ?? this.#pages?.get(0)?.rows ?? [];
  }

  /** The number of the record in a row; undefined while it is on its way. */
  record(row: number): number | undefined {
    if (!this.#some) return row;
    return this.#pages?.get(Math.floor(row / this.#size))?.records[row % this.#size];
  }
  /** The cells of a row; undefined while they are on their way. */
  cells(row: number): string[] | undefined {
    return (
      this.#pages?.get(Math.floor(row / this.#size))?.rows[row % this.#size] ?? this.#head.get(0)?.rows[row]
    );
  }
  /** Length of the whole cell in bytes, if only its beginning is here. */
  cut(row: number, column: number): number | undefined {
    const cells = this.#pages?.get(Math.floor(row / this.#size))?.cut.get(row % this.#size);
    return cells?.find((c) => c.column === column)?.bytes;
  }
  /** What was found wrong in a row; undefined while that is not known. */
  marks(row: number): Mark[] | undefined {
    const page = Math.floor(row / this.#size);
    if (!this.#some) return this.#marks?.get(page)?.get(row);
    return this.#pages?.get(page)?.marks?.get(this.record(row) ?? -1);
  }

  /** Rows for a copy: those at hand, or from the file. May be fewer than were asked for, but none only at the end. */
  async read(row: number, rows: number, signal: AbortSignal) {
    const there: string[][] = [];
    while (there.length < rows) {
      const cells = this.cells(row + there.length);
      if (!cells) break;
      there.push(cells);
    }
    if (there.length > 0)
      return { rows: there, cutAt: (i: number, c: number) => this.cut(row + i, c) !== undefined };
    const some = await this.#ask(row, rows, signal);
    return {
      rows: some.rows,
      cutAt: (i: number, c: number) => some.cut?.some((at) => at.row === i && at.column === c) ?? false,
    };
  }

  /** What is on screen: rows from `first` to `last` (excluded), and `also` one more, which may be elsewhere. */
  want(first: number, last: number, also: number) {
    const seen = this.#seen;
    const back = first === seen.first ? seen.back : first < seen.first;
    this.#seen = { first, last, also, back };
    this.#go();
  }
  /** Waits for nothing any more; `want` starts again. */
  stop() {
    this.#head.stop();
    this.#pages?.stop();
    this.#marks?.stop();
  }
  retry() {
    this.#head.retry();
    this.#pages?.retry();
    this.#changed();
  }
  /** Somebody counted them. */
  setTotal(total: number | undefined) {
    if (total === undefined || total === this.#total) return;
    this.#total = total;
    this.#changed();
  }
  /** There must be so many rows, says somebody who goes there before they are counted. */
  reach(rows: number) {
    if (rows <= this.rows) return;
    this.#least = rows;
    this.#changed();
  }
  /** Where marks come from, once the file was examined; what was known of them is forgotten. */
  setMarks(ask: Ask<Mark[]> | undefined) {
    if (ask === this.#askMarks) return;
    this.#marks?.stop();
    this.#askMarks = ask;
    this.#marks = undefined;
    if (this.#columns) this.#openMarks();
    this.#go();
    this.#changed();
  }

  #begin(some: Some): Some {
    if (some.total !== undefined) this.#total = some.total;
    this.#end = Math.max(this.#end, some.rows.length);
    this.#widest = Math.max(this.#widest, ...some.rows.map((r) => r.length));
    this.#open(some.columns ?? []);
    queueMicrotask(() => this.#go());
    return some;
  }

  #open(columns: string[]) {
    this.#columns = columns;
    this.#size = pageSize(Math.max(columns.length, this.#widest));
    this.#pages = new Pages<Loaded>({
      load: (page, signal) => this.#load(page * this.#size, signal),
      weigh: ({ rows }) => rows.reduce((sum, row) => row.reduce((n, cell) => n + cell.length + 16, sum), 0),
      most: KEPT,
      onChange: () => this.#changed(),
    });
    this.#openMarks();
  }

  #openMarks() {
    const ask = this.#askMarks;
    if (!ask || this.#some) return;
    this.#marks = new Pages<MarksOf>({
      load: async (page, signal) => byRecord(await ask(page * this.#size, this.#size, signal)),
      weigh: (marks) => marks.size + 10,
      most: KEPT_MARKS,
      onChange: () => this.#changed(),
    });
  }

  /** A page may end early where cells are large; then the rest is asked for. */
  async #load(start: number, signal: AbortSignal): Promise<Loaded> {
    const loaded: Loaded = { rows: [], cut: new Map(), records: [], marks: undefined };
    const { rows, cut, records } = loaded;
    const marks: Mark[] = [];
    for (;;) {
      const more = await this.#ask(start + rows.length, this.#size - rows.length, signal);
      for (const cell of more.cut ?? []) {
        const row = cell.row + rows.length;
        cut.set(row, [...(cut.get(row) ?? []), cell]);
      }
      rows.push(...more.rows);
      records.push(...(more.records ?? []));
      marks.push(...(more.marks ?? []));
      if (more.total !== undefined) this.#total = more.total;
      const end = start + rows.length;
      this.#end = Math.max(this.#end, end);
      if (more.rows.length === 0 || rows.length >= this.#size) break;
      if (more.total !== undefined && end >= more.total) break;
    }
    for (const row of rows) this.#widest = Math.max(this.#widest, row.length);
    loaded.marks = byRecord(marks);
    return loaded;
  }

  #go() {
    if (!this.#pages) {
      this.#head.want([0], []);
      return;
    }
    const { first, last, also, back } = this.#seen;
    const from = Math.floor(first / this.#size);
    const to = Math.max(from, Math.floor(Math.max(first, last - 1) / this.#size));
    const seen = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const one = Math.floor(also / this.#size);
    const end = Math.ceil(this.rows / this.#size);
    const ahead = (back ? [from - 1, from - 2, to + 1] : [to + 1, to + 2, from - 1]).filter(
      (page) => page >= 0 && page < end,
    );
    this.#pages.want(seen.includes(one) ? seen : [...seen, one], ahead);
    this.#marks?.want(seen, ahead.slice(0, 1));
  }

  #changed() {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
