// Where the value of a parameter comes from. It is kept as one text; the source is read off it.

/** Fixed (or chosen), a trait, a form field, or a text that mixes them. */
export type Source = "fixed" | "trait" | "form" | "text";

export function sourceOf(value: string): Source {
  if (/^%trait\.[^%]*%$/.test(value)) return "trait";
  if (/^%form\.[^%]*%$/.test(value)) return "form";
  return /%(trait|form|credential)\.[^%]*%/.test(value) ? "text" : "fixed";
}

/** The name within a text that is one placeholder and nothing else; empty otherwise. */
export function nameIn(value: string): string {
  return /^%(?:trait|form)\.([^%]*)%$/.exec(value)?.[1] ?? "";
}

/** The placeholder of a name, or nothing where there is no name yet. */
export function placeholder(source: "trait" | "form", name: string): string {
  return name === "" ? "" : `%${source}.${name}%`;
}
