// The columns as they are drawn: where each one is, and which can be seen.
import { useEffect, useMemo, useState } from "react";
import { type ColumnMap, columnMap, columnsAt, startOf } from "./column-map";
import type { Drawn } from "./grid-row";
import type { Layout } from "./layout";
import type { Records } from "./records";
import { widthFor } from "./widths";

const USUAL = 140;
const SPARE = 1;

interface Shown {
  map: ColumnMap;
  pinned: Drawn[];
  columns: Drawn[];
  /** Where the first of `columns` starts, behind the pinned ones. */
  start: number;
}

/** `room`: the width in which columns are seen; `left`: how far it is scrolled; `dragged`: a width that is being changed. */
export function useColumns(
  records: Records,
  layout: Layout,
  dragged: { index: number; width: number } | null,
  left: number,
  room: number,
): Shown {
  const names = records.columns;
  const widest = records.widest;
  const [fitting, setFitting] = useState<number[]>([]);
  useEffect(() => {
    if (!names) return;
    const { sample } = records;
    if (sample.length > 0)
      setFitting(
        names.map((name, i) =>
          widthFor(
            name,
            sample.map((row) => row[i] ?? ""),
          ),
        ),
      );
  }, [names, records]);
  const { widths, pinned, hidden } = layout;
  const map = useMemo(() => {
    const width = (i: number) => (dragged?.index === i ? dragged.width : (widths[i] ?? fitting[i] ?? USUAL));
    return columnMap(widest, width, pinned, hidden);
  }, [widest, widths, fitting, pinned, hidden, dragged]);
  const { first, last } = columnsAt(map, left, room, SPARE);
  return useMemo(() => {
    const drawn = (from: number, to: number): Drawn[] =>
      Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
        index: map.order[from + i] ?? 0,
        position: from + i,
        width: startOf(map, from + i + 1) - startOf(map, from + i),
      }));
    return {
      map,
      pinned: drawn(0, map.pinned),
      columns: drawn(first, last),
      start: startOf(map, first) - startOf(map, map.pinned),
    };
  }, [map, first, last]);
}
