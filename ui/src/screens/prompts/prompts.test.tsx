import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Prompt } from "../../host";
import { failure } from "../../host/memory";
import { promptsInTrouble } from "../../host/memory/prompts-in-trouble";
import type { State } from "../../host/memory/state";
import { expectAccessible, renderApp } from "../../testing/render-app";

/** Prompts of which something is wrong. */
const inTrouble = (state: State) => {
  state.prompts = promptsInTrouble();
};

type App = ReturnType<typeof renderApp>;
const called = ({ host }: App, name: string) =>
  host.calls.filter((c) => c.name === name).map((c) => c.request);
const saved = (app: App) => called(app, "prompts.save").at(-1) as { prompt: Prompt; revision?: number };
const ids = (prompt: Prompt | undefined, interaction: "accept" | "decline") =>
  prompt?.interactions[interaction]?.map((a) => a.id);

test("the list tells of each prompt what it is, how much it triggers, and what is wrong", async () => {
  const app = renderApp("/prompts", { change: inTrouble });
  const list = await screen.findByRole("list", { name: "Prompts" });
  const rows = within(list).getAllByRole("link");
  expect(rows.map((r) => r.textContent)).toEqual([
    expect.stringMatching(/^Sports packsports-packInlinefor everybody.*Accept1Secondary accept–/),
    expect.stringMatching(
      /^Win backwin-backOverlayfor Lapsing subscribers.*1 broken.*Accept2.*Decline1Dismiss1Timeout–$/,
    ),
  ]);
  await expectAccessible();
  await app.user.type(screen.getByRole("searchbox", { name: "Search prompts" }), "lapsing");
  await screen.findByText("1 of 2 prompts");
  await app.user.type(screen.getByRole("searchbox", { name: "Search prompts" }), "x");
  await app.user.click(await screen.findByRole("button", { name: "Show all" }));
  await app.user.click(await screen.findByRole("link", { name: /^Win back/ }));
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/prompts/win-back"));
});

test("without a prompt it says what one is, and how to come by one", async () => {
  const app = renderApp("/prompts", {
    change: (s) => {
      s.prompts = [];
    },
  });
  await screen.findByText("There is no prompt yet");
  await expectAccessible();
  expect(screen.getByRole("button", { name: "Import" })).toBeTruthy();
  await app.user.click(screen.getByRole("button", { name: "New prompt" }));
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/prompts/new"));
});

test("a list that cannot be read is asked for again", async () => {
  let fails = true;
  const { user } = renderApp("/prompts", {
    handlers: {
      "prompts.list": () => {
        if (!fails) return [];
        throw failure("storage", "the database cannot be read");
      },
    },
  });
  await screen.findByText("The database cannot be read.");
  fails = false;
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("There is no prompt yet");
});

test("a prompt is made: the id follows the name, actions are added, judged, and saved", async () => {
  const app = renderApp("/prompts/new");
  const { user } = app;
  await user.type(await screen.findByLabelText(/^Name/), "Spring – offer!");
  expect((screen.getByLabelText(/^Id/) as HTMLInputElement).value).toBe("spring-offer");
  await user.click(screen.getByRole("tab", { name: /^Accept/ }));
  await user.click(await screen.findByRole("button", { name: "Add action" }));
  const picker = await screen.findByRole("dialog", { name: "Add an action to Accept" });
  const options = within(picker).getAllByRole("option");
  expect(options[0]?.textContent).toMatch(/^Redirect/);
  const off = within(picker).getByRole("region", { name: "Not assignable yet" });
  expect(off.textContent).toContain("Stripe is inactive in this app: Pause subscription");
  expect(within(off).getByRole("link", { name: "Switch Stripe on" }).getAttribute("href")).toContain(
    "/connectors/stripe",
  );
  await expectAccessible();
  await user.type(within(picker).getByRole("searchbox", { name: "Search actions" }), "change prod");
  await user.click(await within(picker).findByRole("option", { name: /Change product/ }));
  // What is missing stands at its field, sums up below, and keeps it from being saved.
  await screen.findByText("Product is required. Fill it in.", { selector: "span" });
  const save = screen.getByRole("button", { name: /^Save/ });
  expect(save.getAttribute("data-refused")).toBe("true");
  expect(save.textContent).toContain("1 error to mend first: Product is required.");
  await user.type(screen.getByRole("combobox", { name: /^Product/ }), "gold-monthly");
  await user.keyboard("{Escape}");
  await screen.findByText("Nothing to find fault with");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Spring – offer! was saved");
  expect(saved(app)).toEqual({
    prompt: {
      id: "spring-offer",
      name: "Spring – offer!",
      kind: "overlay",
      form: [],
      interactions: {
        accept: [
          {
            id: "a1",
            does: {
              action: {
                connector: "chargify",
                action: "change_product",
                params: { product: "gold-monthly" },
              },
            },
            on_error: "stop",
          },
        ],
      },
    },
  });
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/prompts/spring-offer"));
  expect(screen.getByRole("tab", { name: /^Accept/ }).getAttribute("aria-selected")).toBe("true");
});

/** The chain of win-back's accept, as it reads. */
const chain = () =>
  within(screen.getByRole("grid", { name: "Chain of Accept" }))
    .getAllByRole("row")
    .map((r) => r.getAttribute("aria-label") ?? r.textContent?.slice(0, 30));

test("the order is changed with the keyboard: dragging, Alt and arrows, the menu; and undone", async () => {
  const app = renderApp("/prompts/win-back?interaction=accept", { change: inTrouble });
  const { user } = app;
  const grid = await screen.findByRole("grid", { name: "Chain of Accept" });
  await screen.findByRole("row", { name: "1. Chargify: Apply coupon" });
  expect(chain()).toEqual(["1. Chargify: Apply coupon", "2. Redirect"]);

  // Alt and an arrow moves the row that has the focus.
  await user.click(within(grid).getByRole("row", { name: "2. Redirect" }));
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(chain()).toEqual(["1. Redirect", "2. Chargify: Apply coupon"]);
  await screen.findByText("Redirect is now 1 of 2");
  await user.keyboard("{Control>}z{/Control}");
  expect(chain()).toEqual(["1. Chargify: Apply coupon", "2. Redirect"]);
  await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  expect(chain()).toEqual(["1. Redirect", "2. Chargify: Apply coupon"]);

  // The menu does the same.
  await user.click(screen.getByRole("button", { name: "More for 1. Redirect" }));
  await user.click(await screen.findByRole("menuitem", { name: /Move down/ }));
  expect(chain()).toEqual(["1. Chargify: Apply coupon", "2. Redirect"]);

  // Dragging: from the row to its handle, Enter, arrows to the place, Enter. Escape drops it where it was.
  await user.click(screen.getByRole("row", { name: "2. Redirect" }));
  await user.keyboard("{ArrowRight}{Enter}");
  await screen.findByRole("button", { name: "Insert before 1. Chargify: Apply coupon" });
  await user.keyboard("{ArrowUp}{ArrowUp}{Escape}");
  await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("2. Redirect"));
  expect(chain()).toEqual(["1. Chargify: Apply coupon", "2. Redirect"]);
  await user.keyboard("{ArrowRight}{Enter}");
  await screen.findByRole("button", { name: "Insert before 1. Chargify: Apply coupon" });
  await user.keyboard("{ArrowUp}{ArrowUp}{Enter}");
  await waitFor(() => expect(chain()).toEqual(["1. Redirect", "2. Chargify: Apply coupon"]));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Win back was saved");
  expect(ids(saved(app).prompt, "accept")).toEqual(["a2", "a1"]);
  expect(saved(app).revision).toBe(4);
});
