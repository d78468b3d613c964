// Every class that a component names is in its CSS module, and every class there is named: a misspelt or removed one
// would otherwise be an unstyled control that no test sees.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

function sources(): string[] {
  const all = readdirSync(root, { recursive: true, encoding: "utf8" });
  return all
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => join(root, name));
}

test("components and their CSS modules name the same classes", () => {
  const named = new Map<string, Set<string>>();
  for (const file of sources()) {
    const text = readFileSync(file, "utf8");
    for (const [, variable, path] of text.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g)) {
      if (!variable || !path) continue;
      const css = resolve(dirname(file), path);
      const classes = named.get(css) ?? new Set<string>();
      named.set(css, classes);
      for (const [, name] of text.matchAll(new RegExp(`(?<![/\\w])${variable}\\.(\\w+)`, "g")))
        if (name) classes.add(name);
      // styles[state] may be any of them.
      if (new RegExp(`\\b${variable}\\[`).test(text)) classes.add("*");
    }
  }
  expect(named.size).toBeGreaterThan(10);
  const faults: string[] = [];
  for (const [css, classes] of named) {
    const text = readFileSync(css, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
    const made = new Set([...text.matchAll(/\.([a-zA-Z]\w*)(?=[^;{}]*\{)/g)].map(([, name]) => name ?? ""));
    const where = relative(root, css);
    for (const name of classes) if (name !== "*" && !made.has(name)) faults.push(`${where} has no .${name}`);
    if (classes.has("*")) continue;
    for (const name of made) if (!classes.has(name)) faults.push(`${where}: nothing names .${name}`);
  }
  expect(faults).toEqual([]);
});
