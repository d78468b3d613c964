import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { PromptDocument } from "../../../host";
import { examplePrompts } from "../../../host/memory/example-prompts";
import type { State } from "../../../host/memory/state";
import { expectAccessible, renderApp as render } from "../../../testing/render-app";

type App = ReturnType<typeof renderApp>;

/** The page with the example prompts. */
function renderApp(path: string, options: NonNullable<Parameters<typeof render>[1]> = {}) {
  const change = (state: State) => {
    state.prompts = examplePrompts();
    options.change?.(state);
  };
  return render(path, { ...options, change });
}

const called = ({ host }: App, name: string) => host.calls.filter((c) => c.name === name);
const whyNot = (button: HTMLElement) =>
  document.getElementById(button.getAttribute("aria-describedby") ?? "")?.textContent ?? null;

/** A document of the example prompts, changed. */
function document_(change: (document: PromptDocument) => void): string {
  const document: PromptDocument = {
    patchbay: 1,
    connectors: {},
    prompts: examplePrompts().map((p) => p.prompt),
  };
  change(document);
  return `${JSON.stringify(document, null, 2)}\n`;
}

const renamed = document_((d) => {
  const [first, second] = d.prompts;
  if (!first || !second) return;
  first.name = "Win them back";
  second.id = "pause-again";
  d.connectors.stripe = { active: true, settings: {} };
});

async function compared(text: string, options: Parameters<typeof renderApp>[1] = {}): Promise<App> {
  const app = renderApp("/prompts/import", options);
  // Set at once: typing braces is a language of its own.
  fireEvent.change(await screen.findByLabelText("Or paste its text"), { target: { value: text } });
  await app.user.click(screen.getByRole("button", { name: "Compare" }));
  return app;
}

test("a document is compared, and applied once that was seen", async () => {
  const app = await compared(renamed);
  await screen.findByText("1 new prompt, 1 changed prompt, 1 changed connector.");
  const lines = screen.getByRole("table", { name: "Differences of Win them back" });
  expect(within(lines).getAllByRole("row")[1]?.textContent).toBe("NameWin backWin them back");
  await screen.findByText("Stripe stays off until its secrets are entered here");
  await expectAccessible();
  expect(called(app, "prompts.import")).toEqual([]);
  await app.user.click(screen.getByRole("button", { name: "Apply 3 changes" }));
  await screen.findByText("Applied: 3 changes");
  expect(called(app, "prompts.import")[0]?.request).toMatchObject({ text: renamed });
  expect(app.host.state.prompts.map((p) => p.prompt.id)).toEqual([
    "win-back",
    "pause-instead",
    "pause-again",
  ]);
});

test("a file is chosen by the system's dialog; dismissed, nothing happens", async () => {
  const app = renderApp("/prompts/import", { chosen: { name: "prompts.json", text: renamed } });
  await app.user.click(await screen.findByRole("button", { name: "Choose a file…" }));
  await screen.findByRole("heading", { name: "What prompts.json would change" });
  await app.user.click(screen.getByRole("button", { name: "Leave it" }));
  expect(screen.queryByRole("heading", { name: "What prompts.json would change" })).toBeNull();
  expect(called(app, "prompts.import")).toEqual([]);
});

test("a document that is here already changes nothing", async () => {
  await compared(document_(() => {}));
  await screen.findByText("Nothing: all 2 things in it are here already, just so.");
  expect(screen.queryByRole("button", { name: /^Apply/ })).toBeNull();
});

test("a mistake is shown at its line", async () => {
  const wrong = document_(() => {}).replace('"evergent"', '"evergant"');
  const line = wrong.split("\n").findIndex((l) => l.includes("evergant")) + 1;
  const app = await compared(wrong);
  await screen.findByText(new RegExp(`^Line ${line}, column \\d+: there is no connector evergant`));
  const excerpt = screen.getByRole("figure", { name: `Line ${line} of the pasted text` });
  expect(excerpt.textContent).toContain(`${line}`);
  expect(excerpt.textContent).toContain('"connector": "evergant"');
  expect(excerpt.textContent).toContain("^ here");
  expect(screen.queryByRole("button", { name: /^Apply/ })).toBeNull();
  expect(called(app, "prompts.import")).toEqual([]);
  await expectAccessible();
});

test("what changed meanwhile is compared again before it is applied", async () => {
  const app = await compared(renamed);
  await screen.findByRole("button", { name: "Apply 3 changes" });
  const first = app.host.state.prompts[0];
  if (first) first.prompt.name = "Changed elsewhere";
  await app.user.click(screen.getByRole("button", { name: "Apply 3 changes" }));
  await screen.findByText(/has changed since you looked/);
  await app.user.click(screen.getByRole("button", { name: "Compare again" }));
  await screen.findByText("Changed elsewhere");
  await app.user.click(screen.getByRole("button", { name: "Apply 3 changes" }));
  await screen.findByText("Applied: 3 changes");
});

test("who may not apply is told why; production asks first", async () => {
  const app = await compared(renamed, {
    change: (s) => {
      s.operators.current = { id: 3, name: "Chloé Martin", role: "app_member" };
    },
  });
  const apply = await screen.findByRole("button", { name: "Apply 3 changes" });
  await waitFor(() => expect(whyNot(apply)).toBe("Chloé Martin is app_member; this needs app_admin"));
  await app.user.click(apply);
  expect(called(app, "prompts.import")).toEqual([]);
  app.unmount();

  const live = await compared(renamed, { change: (s) => void s.apps.reverse() });
  await live.user.click(await screen.findByRole("button", { name: "Apply 3 changes" }));
  const dialog = await screen.findByRole("alertdialog");
  expect(called(live, "prompts.import")).toEqual([]);
  await live.user.click(within(dialog).getByRole("button", { name: "Apply 3 changes" }));
  await screen.findByText("Applied: 3 changes");
});

test("the app's prompts are exported by the system's dialog", async () => {
  const app = renderApp("/prompts/import");
  await app.user.click(await screen.findByRole("button", { name: "Export to a file…" }));
  await screen.findByText("The prompts are in prompts.json");
});
