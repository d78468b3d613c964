import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Handlers } from "../../../host/memory";
import { examplePrompts } from "../../../host/memory/example-prompts";
import type { State } from "../../../host/memory/state";
import { expectAccessible, renderApp } from "../../../testing/render-app";

type App = ReturnType<typeof renderApp>;

const sandbox = (s: State) => {
  s.prompts = examplePrompts();
  for (const a of s.apps) a.environment = "sandbox";
};
const called = ({ host }: App, name: string) => host.calls.filter((c) => c.name === name);
const whyNot = (button: HTMLElement) =>
  document.getElementById(button.getAttribute("aria-describedby") ?? "")?.textContent ?? null;
const rehearse = () => screen.findByRole("button", { name: /^Rehearse/ });

async function ready(change: (s: State) => void = sandbox, handlers: Handlers = {}): Promise<App> {
  const app = renderApp("/prompts/batch", { change, handlers });
  await screen.findByRole("listbox", { name: "Users" });
  return app;
}

/** Chooses by keyboard in a list. */
async function pickAll({ user }: App, list: string) {
  const panel = screen.getByRole("listbox", { name: list }).parentElement as HTMLElement;
  await user.click(within(panel).getByRole("button", { name: /^Choose all/ }));
}

test("elsewhere than in the sandbox it says why not, and leads there", async () => {
  const app = renderApp("/prompts/batch");
  await screen.findByText("A batch is rehearsed in the sandbox");
  await expectAccessible();
  await app.user.click(screen.getByRole("button", { name: "Explore with the sandbox" }));
  await waitFor(() => expect(called(app, "sandbox.explore")).toHaveLength(1));
});

test("says what is missing, and how many rehearsals it comes to", async () => {
  const app = await ready();
  const button = await rehearse();
  expect(whyNot(button)).toBe("Choose at least one prompt");
  await pickAll(app, "Prompts");
  expect(whyNot(button)).toBe("Choose at least one user");
  await pickAll(app, "Users");
  // Win back triggers something on two interactions, Pause instead on one; for two users.
  await screen.findByRole("button", { name: "Rehearse 6 times" });
  await app.user.click(screen.getByRole("checkbox", { name: "Decline" }));
  await screen.findByRole("button", { name: "Rehearse 4 times" });
  await app.user.click(screen.getByRole("checkbox", { name: "Accept" }));
  expect(whyNot(await rehearse())).toBe("The chosen interactions trigger nothing in the chosen prompts");
  await expectAccessible();
});

test("is chosen by keyboard; what a search hides stays chosen", async () => {
  const app = await ready();
  const list = screen.getByRole("listbox", { name: "Users" });
  await app.user.click(screen.getByRole("searchbox", { name: "Find users" }));
  await app.user.tab();
  while (!list.contains(document.activeElement)) await app.user.tab();
  await app.user.keyboard(" ");
  await screen.findByText("1 user chosen");
  expect(within(list).getAllByRole("option", { selected: true })).toHaveLength(1);
  await app.user.keyboard("{ArrowDown}{Enter}");
  await screen.findByText("2 users chosen");
  await app.user.keyboard("{Home}{Enter}");
  await screen.findByText("1 user chosen");
  await app.user.type(screen.getByRole("searchbox", { name: "Find users" }), "hugo");
  await waitFor(() => expect(screen.getByRole("button", { name: "Choose all 1" })).toBeTruthy());
  await screen.findByText("1 user chosen");
  const panel = screen.getByRole("listbox", { name: "Users" }).parentElement as HTMLElement;
  await app.user.click(within(panel).getByRole("button", { name: "Choose none" }));
  await screen.findByText("0 users chosen");
  await app.user.type(screen.getByRole("searchbox", { name: "Find users" }), "nobody");
  await screen.findByText("Nothing fits.");
});

test("of however many users only those on screen exist, and all can be chosen", async () => {
  const app = await ready((s) => {
    sandbox(s);
    s.users = Array.from({ length: 1_001 }, (_, n) => ({
      id: `u-${n}`,
      name: `User ${n}`,
      traits: {},
      source: "saved" as const,
    }));
  });
  const list = screen.getByRole("listbox", { name: "Users" });
  expect(within(list).getAllByRole("option").length).toBeLessThan(30);
  expect(within(list).getAllByRole("option")[0]?.getAttribute("aria-setsize")).toBe("1001");
  list.focus();
  await app.user.keyboard("{Control>}a{/Control}");
  await screen.findByText("1,001 users chosen");
  const asked = called(app, "users.list").map((c) => c.request);
  expect(asked).toContainEqual({ search: "", start: 0, rows: 1_000 });
  expect(asked).toContainEqual({ search: "", start: 1_000, rows: 1_000 });
});

test("more users than a batch takes are not chosen all at once", async () => {
  await ready((s) => {
    sandbox(s);
    s.users = Array.from({ length: 2_001 }, (_, n) => ({
      id: `u-${n}`,
      name: `User ${n}`,
      traits: {},
      source: "saved" as const,
    }));
  });
  expect(whyNot(screen.getByRole("button", { name: "Choose all 2,001" }))).toBe(
    "A batch is at most 2,000 rehearsals: search for fewer",
  );
});

test("rehearses all, and shows users by interactions with what came of each", async () => {
  const app = await ready();
  await pickAll(app, "Prompts");
  await pickAll(app, "Users");
  await app.user.type(await screen.findByLabelText(/Where to write to/), "grace@example.com");
  await app.user.click(await screen.findByRole("button", { name: "Rehearse 6 times" }));
  const table = await screen.findByRole("table", { name: "Win back" });
  expect(called(app, "prompts.batch")[0]?.request).toEqual({
    prompts: ["pause-instead", "win-back"],
    interactions: ["accept", "secondary_accept", "decline", "dismiss", "timeout"],
    users: ["84120", "84377"],
    form: { email: "grace@example.com" },
  });
  expect(
    within(table)
      .getAllByRole("columnheader")
      .map((c) => c.textContent),
  ).toEqual(["User", "Accept", "Decline"]);
  expect(within(table).getAllByRole("link", { name: /did not/ })).not.toHaveLength(0);
  await app.user.click(screen.getByRole("button", { name: "Save report…" }));
  await waitFor(() => expect(app.host.reports[0]).toHaveLength(6));
  await expectAccessible();
  // Only those that went wrong, and one of them, whole; the way back has the results still.
  await app.user.click(screen.getByRole("radio", { name: /Did not do what they should/ }));
  const wrong = within(screen.getByRole("table", { name: "Win back" })).getAllByRole("link", {
    name: /^did not/,
  });
  await app.user.click(wrong[0] as HTMLElement);
  await screen.findByRole("heading", { name: /^Win back: Decline by/ });
  app.router.history.back();
  await screen.findByRole("table", { name: "Win back" });
});

test("cancelled: what was done stays, and what was not is said", async () => {
  const batch: NonNullable<Handlers["prompts.batch"]> = async (request, { state, signal, onProgress }) => {
    onProgress?.({ what: "2 of 6: Win back, accept, 84377", done: 1, total: 6 });
    await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    const cell = {
      prompt: "win-back",
      prompt_name: "Win back",
      interaction: "accept" as const,
      user: request.users[0] ?? "",
      rehearsal: `rehearsal-${state.rehearsals.length}`,
      succeeded: true,
      summary: "Chargify: Apply coupon",
    };
    return { cells: [cell], left: 5 };
  };
  const app = await ready(sandbox, { "prompts.batch": batch });
  await pickAll(app, "Prompts");
  await pickAll(app, "Users");
  await app.user.click(await screen.findByRole("button", { name: "Rehearse 6 times" }));
  await screen.findByText(/^2 of 6: Win back/);
  await app.user.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByText("It was cancelled");
  await screen.findByText(/^5 rehearsals were not made/);
  await screen.findByRole("table", { name: "Win back" });
});

test("without prompts there is nothing to rehearse", async () => {
  renderApp("/prompts/batch", {
    change: (s) => {
      sandbox(s);
      s.prompts = [];
    },
  });
  await screen.findByText("There are no prompts yet");
});
