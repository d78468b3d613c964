import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { failure, type Handlers } from "../../../host/memory";
import { examplePrompts } from "../../../host/memory/example-prompts";
import { rehearsalHandlers } from "../../../host/memory/rehearsals";
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
const chain = () => screen.getByRole("list", { name: "The chain" });
/** The items of the timeline, each as its title and its state. */
const stand = () =>
  [...chain().querySelectorAll(":scope > li")].map(
    (item) =>
      `${item.querySelector("h3")?.textContent} – ${item.querySelector("header span:last-child")?.textContent}`,
  );

async function planned(
  interaction: string,
  options: Parameters<typeof renderApp>[1] = {},
  prompt = "win-back",
): Promise<App> {
  const app = renderApp(`/prompts/${prompt}/rehearse?interaction=${interaction}&user=84120`, options);
  await screen.findByRole("button", { name: "Choose another user" });
  await app.user.click(screen.getByRole("button", { name: "Plan the chain" }));
  await screen.findByRole("list", { name: "The chain" });
  return app;
}

/** Presses the button of the next action, and confirms where it is asked for. */
async function go({ user }: App, name: RegExp) {
  await user.click(await screen.findByRole("button", { name }));
  const dialog = screen.queryByRole("alertdialog");
  if (dialog) await user.click(within(dialog).getByRole("button", { name }));
}

describe("what is rehearsed", () => {
  test("says what is missing; empty interactions cannot be chosen", async () => {
    const app = renderApp("/prompts/win-back/rehearse");
    const button = await screen.findByRole("button", { name: "Plan the chain" });
    expect(whyNot(button)).toBe("Choose a user first, or type traits");
    expect((screen.getByRole("radio", { name: /Timeout/ }) as HTMLInputElement).disabled).toBe(true);
    expect(screen.getByRole("radio", { name: "Accept 3 actions" })).toHaveProperty("checked", true);
    await app.user.click(button);
    expect(called(app, "prompts.plan")).toEqual([]);
    await expectAccessible();
  });

  test("a user, typed traits, and what they differ in are asked of the backend", async () => {
    const app = await planned("accept");
    expect(called(app, "prompts.plan")[0]?.request).toEqual({
      prompt: "win-back",
      interaction: "accept",
      user: "84120",
      traits: {},
      form: {},
    });
    await app.user.click(screen.getByRole("button", { name: "Choose another user" }));
    await app.user.click(screen.getByRole("button", { name: "Type traits instead" }));
    const again = screen.getAllByRole("button", { name: "Plan the chain again" })[0] as HTMLElement;
    expect(whyNot(again)).toBe("Type at least one trait");
    await app.user.type(screen.getByLabelText("customer_id"), "84120");
    await app.user.click(again);
    await waitFor(() => expect(called(app, "prompts.plan")).toHaveLength(2));
    expect(called(app, "prompts.plan")[1]?.request).toMatchObject({ traits: { customer_id: "84120" } });
    expect(called(app, "prompts.plan")[1]?.request).not.toHaveProperty("user");
  });

  test("form input is drawn from the prompt; what does not fit is said at its field", async () => {
    const app = renderApp("/prompts/pause-instead/rehearse?user=84120");
    await screen.findByRole("button", { name: "Choose another user" });
    const plan = screen.getByRole("button", { name: "Plan the chain" });
    expect(whyNot(plan)).toBe("Where to write to is required");
    await app.user.type(screen.getByLabelText(/Where to write to/), "nobody");
    await app.user.click(screen.getByRole("button", { name: /Why do you pause/ }));
    await app.user.click(await screen.findByRole("option", { name: "No time" }));
    await app.user.click(screen.getByRole("checkbox", { name: "I know that it goes on by itself" }));
    await app.user.click(plan);
    await screen.findAllByText(/The form field Where to write to must be an e-mail address/);
    expect(called(app, "prompts.plan")[0]?.request).toMatchObject({
      form: { email: "nobody", survey: "No time", agree: "true" },
    });
  });

  test("a prompt that is not there, and one that cannot be read, are said so", async () => {
    renderApp("/prompts/nothing/rehearse");
    await screen.findByText("There is no prompt nothing.");
  });

  test("who may only look is told why", async () => {
    renderApp("/prompts/win-back/rehearse?user=84120", {
      change: (s) => {
        s.operators.current = { id: 4, name: "Dmitri Sørensen", role: "read_only" };
      },
    });
    const button = await screen.findByRole("button", { name: "Plan the chain" });
    await waitFor(() => expect(whyNot(button)).toBe("Dmitri Sørensen is read_only; this needs app_member"));
  });
});

describe("the timeline", () => {
  test("shows where each action stands, before anything is sent", async () => {
    const app = await planned("accept");
    expect(stand()).toEqual([
      "1. Chargify: Apply coupon – planned",
      "2. Chargify: Change product – left out",
      "3. Redirect to https://streamly.example/welcome?user=%trait.customer_id% – redirect would be shown",
    ]);
    expect(within(chain()).getByText("https://streamly.example/welcome?user=84120")).toBeTruthy();
    expect(
      within(chain()).getByText(/Only if package is Gold monthly, which is not so for 84120/),
    ).toBeTruthy();
    expect(within(chain()).getByRole("button", { name: "Copy as cURL" })).toBeTruthy();
    expect(called(app, "prompts.step")).toEqual([]);
    await expectAccessible();
  });

  test("goes on one action at a time, each confirmed that moves money, to a verdict", async () => {
    const app = await planned("accept");
    await app.user.click(screen.getByRole("button", { name: "Run action 1: 1 request will be sent" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(called(app, "prompts.step")).toEqual([]);
    await app.user.click(within(dialog).getByRole("button", { name: /^Run action 1/ }));
    await app.user.click(await screen.findByRole("button", { name: "Show redirect 3: nothing is sent" }));
    await screen.findByText("The chain did what it should");
    expect(screen.getByText(/1 action succeeded, 1 redirect was shown, 1 was left out/)).toBeTruthy();
    expect(called(app, "prompts.step").map((c) => c.request)).toEqual([
      { rehearsal: "rehearsal-1", action: "a1" },
      { rehearsal: "rehearsal-1", action: "a3" },
    ]);
    await app.user.click(screen.getByRole("button", { name: "Save report…" }));
    await waitFor(() => expect(app.host.reports).toEqual([["rehearsal-1"]]));
    await expectAccessible();
  });

  test("what is planned anew and differs is marked; a refusal that stops skips the rest", async () => {
    const app = await planned("decline");
    await go(app, /^Run action 1/);
    await screen.findByText("It is not what was shown before");
    expect(stand()[1]).toContain("planned anew: differs");
    expect(screen.getByRole("table", { name: "Before and after" })).toBeTruthy();
    await go(app, /^Run action 2/);
    await screen.findByText("The chain did not do what it should");
    expect(stand()[1]).toContain("done: refused");
    expect(stand()[2]).toContain("skipped because of action 2");
    await app.user.click(screen.getByRole("button", { name: "Rehearse again" }));
    await waitFor(() => expect(called(app, "prompts.plan")).toHaveLength(2));
  });

  test("other inputs make the plan stale: it cannot be run", async () => {
    const app = await planned("accept");
    await app.user.click(screen.getByRole("radio", { name: /^Decline/ }));
    await screen.findByText("The inputs have changed since");
    expect(whyNot(screen.getByRole("button", { name: /^Run action 1/ }))).toBe("Plan the chain again first");
    expect(whyNot(screen.getByRole("button", { name: /^Run all/ }))).toBe("Plan the chain again first");
  });
});

describe("run all", () => {
  test("asks once over all, goes on by itself, and stops at a plan that differs", async () => {
    const app = await planned("decline");
    await app.user.click(screen.getByRole("button", { name: "Run all 3" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(within(dialog).getAllByRole("listitem")).toHaveLength(3);
    await app.user.click(within(dialog).getByRole("button", { name: "Run all: 3 requests will be sent" }));
    await screen.findByText("It stopped before action 2: its plan differs from what was shown");
    expect(called(app, "prompts.step")).toHaveLength(1);
    await go(app, /^Run all/);
    await screen.findByText("The chain did not do what it should");
    expect(called(app, "prompts.step")).toHaveLength(2);
  });

  test("stops after the action that runs, when asked to", async () => {
    let goOn = () => {};
    const step: NonNullable<Handlers["prompts.step"]> = async (request, call) => {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const answer = await rehearsalHandlers["prompts.step"]?.(request, call);
      if (!answer) throw failure("internal", "no answer");
      return answer;
    };
    const app = await planned("accept", { handlers: { "prompts.step": step } });
    await app.user.click(screen.getByRole("button", { name: "Run all 2" }));
    await app.user.click(
      within(await screen.findByRole("alertdialog")).getByRole("button", { name: /^Run all/ }),
    );
    await app.user.click(await screen.findByRole("button", { name: "Stop after this action" }));
    goOn();
    await screen.findByRole("button", { name: "Show redirect 3: nothing is sent" });
    expect(called(app, "prompts.step")).toHaveLength(1);
  });

  test("in production the app's name is typed once, and goes with each action", async () => {
    const change = (s: State) => {
      for (const a of s.apps) a.environment = "production";
    };
    const app = await planned("accept", { change });
    await app.user.click(screen.getByRole("button", { name: "Run all 2" }));
    const dialog = await screen.findByRole("alertdialog");
    const confirm = within(dialog).getByRole("button", { name: /^Run all/ });
    expect(confirm).toHaveProperty("disabled", true);
    await app.user.type(within(dialog).getByLabelText("Type Streamly to confirm"), "Streamly");
    await app.user.click(confirm);
    await screen.findByText("The chain did what it should");
    expect(called(app, "prompts.step").map((c) => c.request)).toMatchObject([
      { action: "a1", confirm: "Streamly" },
      { action: "a3", confirm: "Streamly" },
    ]);
  });
});

test("an action that cannot be planned is gone on without, and counts as failed", async () => {
  const app = await planned("accept", {
    change: (s) => {
      for (const c of s.connectors) c.active = false;
    },
  });
  expect(stand()[0]).toContain("cannot be planned yet");
  await go(app, /^Go on without action 1/);
  await screen.findByText("The chain did not do what it should");
  expect(stand()[0]).toContain("failed: nothing was sent");
});

test("an answer that does not come: what is on record is shown", async () => {
  const step: NonNullable<Handlers["prompts.step"]> = async (request, call) => {
    await rehearsalHandlers["prompts.step"]?.(request, call);
    throw failure("storage", "the database cannot be read");
  };
  const app = await planned("accept", { handlers: { "prompts.step": step } });
  await go(app, /^Run action 1/);
  await screen.findByText("The database cannot be read.");
  expect(stand()[0]).toContain("done: succeeded");
});

test("an earlier rehearsal opens as it was, and is marked when the chain changed since", async () => {
  const app = await planned("accept", {});
  await go(app, /^Run action 1/);
  app.host.state.prompts[0]?.prompt.interactions.accept?.pop();
  await go(app, /^Show redirect 3/);
  await screen.findByText("The chain did what it should");
  await app.user.click(screen.getByRole("button", { name: "Change the inputs" }));
  const list = await screen.findByRole("list", { name: "Earlier rehearsals" });
  await within(list).findByText("the chain changed since");
  await app.user.click(within(list).getByRole("link"));
  await screen.findByRole("heading", { name: "Win back: Accept by 84120" });
  await screen.findByText("The chain has changed since");
  expect(stand()).toHaveLength(3);
  expect(screen.queryByRole("button", { name: /^Run/ })).toBeNull();
  await expectAccessible();
});
