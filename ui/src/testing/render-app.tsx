// The whole page with the memory host, at a screen; and axe over what is shown.
import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import { App } from "../app/app";
import { newRouter } from "../app/router";
import { memoryHost } from "../host/memory";

/** `renderApp("/connectors/chargify", { handlers, change })`. */
export function renderApp(path: string, options: Parameters<typeof memoryHost>[0] = {}) {
  const host = memoryHost(options);
  const router = newRouter(createMemoryHistory({ initialEntries: [path] }));
  const starting = host.startup();
  const user = userEvent.setup();
  return { host, router, user, ...render(<App host={host} starting={starting} router={router} />) };
}

/** Fails with what a screen reader or keyboard would stumble on. Colours need a real browser and are looked at elsewhere. */
export async function expectAccessible(element: HTMLElement = document.body) {
  // React Aria's announcer keeps spoken sentences for a moment, without what they named.
  const { violations } = await axe.run(
    { include: [element], exclude: ["[data-live-announcer]"] },
    {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    },
  );
  expect(
    violations.map((v) => `${v.id}: ${v.help} – ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}
