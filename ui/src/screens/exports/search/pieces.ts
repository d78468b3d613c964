interface Piece {
  text: string;
  /** Whether it is what was searched for. */
  found: boolean;
}

/** A value, cut where the searched text begins and ends. Only for the eye: what is found was decided by the backend. */
export function pieces(value: string, text: string, ignoreCase: boolean): Piece[] {
  // Lower case may be longer than what it is made of; then the places would not fit.
  const fold = (s: string) => (ignoreCase && s.toLowerCase().length === s.length ? s.toLowerCase() : s);
  const where = fold(value);
  const what = fold(text);
  const all: Piece[] = [];
  let from = 0;
  for (let at = what ? where.indexOf(what) : -1; at >= 0; at = where.indexOf(what, from)) {
    if (at > from) all.push({ text: value.slice(from, at), found: false });
    from = at + what.length;
    all.push({ text: value.slice(at, from), found: true });
  }
  if (from < value.length) all.push({ text: value.slice(from), found: false });
  return all;
}
