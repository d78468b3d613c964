import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ChainAction, Prompt } from "../../../host";
import { failure } from "../../../host/memory";
import { promptsInTrouble } from "../../../host/memory/prompts-in-trouble";
import type { State } from "../../../host/memory/state";
import { expectAccessible, renderApp } from "../../../testing/render-app";

const inTrouble = (state: State) => {
  state.prompts = promptsInTrouble();
};

type App = ReturnType<typeof renderApp>;
const open = (interaction = "accept", options: Parameters<typeof renderApp>[1] = {}) =>
  renderApp(`/prompts/win-back?interaction=${interaction}`, { change: inTrouble, ...options });
const saves = ({ host }: App) =>
  host.calls.filter((c) => c.name === "prompts.save").map((c) => c.request) as {
    prompt: Prompt;
    revision?: number;
  }[];

async function save(app: App): Promise<Prompt> {
  const before = saves(app).length;
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "Save" }).getAttribute("data-refused")).toBeNull(),
  );
  await app.user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saves(app).length).toBe(before + 1));
  await waitFor(() => expect(screen.queryByText("Unsaved changes")).toBeNull());
  return saves(app)[before]?.prompt as Prompt;
}

const params = (action: ChainAction | undefined) =>
  action && "action" in action.does ? action.does.action.params : undefined;

async function command({ user }: App, of: string, name: RegExp) {
  await user.click(await screen.findByRole("button", { name: `More for ${of}` }));
  await user.click(await screen.findByRole("menuitem", { name }));
}

test("what moves money is doubted where nobody said yes, in the row, at the action and in all", async () => {
  const app = open();
  await screen.findByRole("row", { name: "1. Chargify: Apply coupon" });
  await command(app, "1. Chargify: Apply coupon", /^Move to Timeout/);
  await app.user.click(screen.getByRole("tab", { name: /^Timeout/ }));
  const row = await screen.findByRole("row", { name: "1. Chargify: Apply coupon" });
  await within(row).findByText(
    "Apply coupon may charge or refund money when the subscriber does nothing at all.",
  );
  expect(within(row).getByText(/Move it to an interaction that says yes/)).toBeTruthy();
  await app.user.click(screen.getByRole("tab", { name: /^Accept/ }));
  await app.user.click(screen.getByRole("button", { name: "Show them" }));
  const all = screen.getByRole("list", { name: "All findings" });
  await app.user.click(within(all).getByRole("button", { name: /^Timeout: Apply coupon may charge/ }));
  expect(screen.getByRole("tab", { name: /^Timeout/ }).getAttribute("aria-selected")).toBe("true");
  await command(app, "1. Chargify: Apply coupon", /^Move to Accept/);
  await waitFor(() => expect(screen.queryByText(/1 warning/)).toBeNull());
  const kept = await save(app);
  expect(kept.interactions.accept?.map((a) => a.id)).toEqual(["a2", "a1"]);
  expect(kept.interactions.timeout).toBeUndefined();
});

test("an action is copied with an id of its own, and removed", async () => {
  const app = open();
  await screen.findByRole("row", { name: "2. Redirect" });
  await command(app, "2. Redirect", /^Copy to Decline/);
  await command(app, "1. Chargify: Apply coupon", /^Remove/);
  const kept = await save(app);
  expect(kept.interactions.accept?.map((a) => a.id)).toEqual(["a2"]);
  expect(kept.interactions.decline?.map((a) => a.id)).toEqual(["a3", "a5"]);
});

test("a broken action says what to do, and leads there", async () => {
  open("dismiss");
  const row = await screen.findByRole("row", { name: "1. Stripe: Pause subscription" });
  await within(row).findByText("Stripe is not active: Pause subscription would not run.");
  expect(within(row).getByRole("link", { name: "Open Stripe" }).getAttribute("href")).toContain(
    "/connectors/stripe",
  );
  expect(screen.getByText("Stripe is inactive in this app")).toBeTruthy();
  await expectAccessible();
});

test("a parameter comes from a catalogue, a trait or the form, and is written as one text", async () => {
  const app = open();
  const { user } = app;
  const sources = await screen.findByRole("radiogroup", { name: "Where Coupon comes from" });
  expect(within(sources).getByRole("radio", { name: "Catalogue" })).toHaveProperty("checked", true);
  await user.click(within(sources).getByRole("radio", { name: "Trait" }));
  await user.click(screen.getByRole("combobox", { name: "Coupon: trait" }));
  await user.keyboard("chargify");
  await user.click(await screen.findByRole("option", { name: "chargify_id" }));
  expect(params((await save(app)).interactions.accept?.[0])).toEqual({ coupon: "%trait.chargify_id%" });
  await user.click(within(sources).getByRole("radio", { name: "Form field" }));
  await user.click(screen.getByRole("button", { name: /Coupon: form field/ }));
  const offered = await screen.findAllByRole("option");
  expect(offered.map((o) => o.textContent)).toEqual([
    "reasonWhy are you leaving?",
    "emailWhere may we write to?",
    "surveyThe survey's answer",
  ]);
  await user.click(screen.getByRole("option", { name: /^reason/ }));
  expect(params((await save(app)).interactions.accept?.[0])).toEqual({ coupon: "%form.reason%" });
});

test("a trait that nobody has is doubted, a form field that is not there is an error at its place", async () => {
  const app = open("accept");
  const { user } = app;
  await user.click(await screen.findByRole("row", { name: "2. Redirect" }));
  const address = await screen.findByRole("textbox", { name: /^Address/ });
  await user.clear(address);
  await screen.findByText(/^The address of the redirect is empty\. Give an https address/, {
    selector: "span",
  });
  await user.click(address);
  await user.paste("https://streamly.example/%trait.colour%?why=%form.nope%");
  await screen.findByText(/^%form.nope%: the prompt has no form field nope\. Add the field/, {
    selector: "span",
  });
  expect((await screen.findAllByText("No known user has the trait colour.")).length).toBe(2);
  expect(screen.getByRole("button", { name: /^Save/ }).getAttribute("data-refused")).toBe("true");
  await user.keyboard("{Control>}zz{/Control}");
  expect((address as HTMLInputElement).value).toBe(
    "https://streamly.example/thanks?user=%trait.customer_id%",
  );
});

test("whom an action is for, and what becomes of the rest when it fails", async () => {
  const app = open();
  const { user } = app;
  await user.click(await screen.findByRole("checkbox", { name: "Only for some subscribers" }));
  await screen.findAllByText(/The condition names no trait\./);
  await user.click(screen.getByRole("combobox", { name: "Trait" }));
  await user.keyboard("country");
  await user.click(await screen.findByRole("option", { name: "country" }));
  await user.click(screen.getByRole("button", { name: /Test/ }));
  await user.click(await screen.findByRole("option", { name: "is" }));
  await user.click(screen.getByRole("textbox", { name: "Value" }));
  await user.paste("US");
  await screen.findByText("only if country is US");
  await user.click(screen.getByRole("radio", { name: /^Continue/ }));
  expect((await save(app)).interactions.accept?.[0]).toMatchObject({
    only_if: { trait: "country", test: "is", value: "US" },
    on_error: "continue",
  });
  await user.click(screen.getByRole("checkbox", { name: "Only for some subscribers" }));
  expect((await save(app)).interactions.accept?.[0]).not.toHaveProperty("only_if");
});

test("the prompt itself: kind, segment, form fields in order, survey", async () => {
  const app = open("prompt");
  const { user } = app;
  const fields = await screen.findByRole("list", { name: "Form fields" });
  expect(screen.getByLabelText(/^Id/)).toHaveProperty("disabled", true);
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: /Kind/ }));
  await user.click(await screen.findByRole("option", { name: /^Video/ }));
  await user.clear(screen.getByRole("textbox", { name: "Segment" }));
  await user.click(screen.getByRole("button", { name: "Move Where may we write to? up" }));
  await user.click(screen.getByRole("button", { name: "Add field" }));
  const third = within(fields).getAllByRole("listitem")[2] as HTMLElement;
  await within(third).findByText(/The form field field has no label/);
  await user.click(within(third).getByRole("textbox", { name: "Label" }));
  await user.paste("How long?");
  expect(within(third).getByRole("textbox", { name: "Key" })).toHaveProperty("value", "how_long");
  await user.click(within(third).getByRole("button", { name: /Takes/ }));
  await user.click(await screen.findByRole("option", { name: "Choice" }));
  await user.click(within(third).getByRole("textbox", { name: /^Choices/ }));
  await user.keyboard("1 month{Enter}{Enter}2 months");
  await user.click(screen.getByRole("button", { name: "Remove Why are you leaving?" }));
  await user.click(screen.getByRole("button", { name: "Remove survey" }));
  const kept = await save(app);
  expect(kept).toMatchObject({
    kind: "video",
    form: [
      { key: "email", kind: "email", required: true },
      { key: "how_long", label: "How long?", kind: "choice", choices: ["1 month", "2 months"] },
    ],
  });
  expect(kept).not.toHaveProperty("segment");
  expect(kept).not.toHaveProperty("survey");
});

test("what is not saved is not lost by leaving; discarding can be undone", async () => {
  const app = open("prompt");
  const { user, router } = app;
  const name = await screen.findByRole("textbox", { name: /^Name/ });
  await user.type(name, "!");
  expect(screen.getByRole("button", { name: /^Rehearse/ }).textContent).toContain("Save first");
  await user.click(screen.getByRole("link", { name: "History" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Leave Win back! unsaved?" });
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(router.state.location.pathname).toBe("/prompts/win-back");
  await user.click(screen.getByRole("button", { name: "Discard" }));
  expect(name).toHaveProperty("value", "Win back");
  await user.click(screen.getByRole("button", { name: "Undo (Ctrl Z)" }));
  expect(name).toHaveProperty("value", "Win back!");
  // Another part of the same prompt is not elsewhere.
  await user.click(screen.getByRole("tab", { name: /^Decline/ }));
  await screen.findByRole("grid", { name: "Chain of Decline" });
  await user.click(screen.getByRole("link", { name: "History" }));
  await user.click(await screen.findByRole("button", { name: "Leave without saving" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/history"));
  expect(saves(app)).toEqual([]);
});

test("another app is switched to only once what is not saved may be lost", async () => {
  const app = open("prompt");
  const { user, router, host } = app;
  const name = await screen.findByRole("textbox", { name: /^Name/ });
  await user.type(name, "!");
  const toLive = async () => {
    await user.click(screen.getByRole("button", { name: /Switch app/ }));
    await user.click(await screen.findByRole("menuitem", { name: /Streamly live/ }));
    return screen.findByRole("alertdialog", { name: "Leave Win back! unsaved?" });
  };
  await user.click(within(await toLive()).getByRole("button", { name: "Cancel" }));
  expect(screen.queryByText("PRODUCTION")).toBeNull();
  expect(router.state.location.pathname).toBe("/prompts/win-back");
  expect(name).toHaveProperty("value", "Win back!");
  expect(name.isConnected).toBe(true);
  expect(host.calls.some((c) => c.app === "streamly-live")).toBe(false);
  await user.click(within(await toLive()).getByRole("button", { name: "Leave without saving" }));
  await screen.findByText("PRODUCTION");
  await waitFor(() => expect(router.state.location.pathname).toBe("/prompts"));
  // Going back is to another screen, never to another app.
  router.history.back();
  await waitFor(() => expect(router.state.location.pathname).toBe("/prompts/win-back"));
  expect(screen.getByText("PRODUCTION")).toBeTruthy();
  expect(saves(app)).toEqual([]);
});

test("a prompt that was changed elsewhere: what is there now, or mine over it", async () => {
  const app = open("prompt");
  const { user, host } = app;
  const name = await screen.findByRole("textbox", { name: /^Name/ });
  await user.type(name, "!");
  const kept = host.state.prompts.find((p) => p.prompt.id === "win-back");
  if (kept) {
    kept.prompt.name = "Come back";
    kept.revision = 5;
  }
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Win back! was changed elsewhere since you opened it");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Load what is there now" }));
  expect(name).toHaveProperty("value", "Come back");
  expect(screen.queryByText(/changed elsewhere/)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Undo (Ctrl Z)" }));
  expect(name).toHaveProperty("value", "Win back!");
  expect((await save(app)).name).toBe("Win back!");
  expect(saves(app).at(-1)?.revision).toBe(5);
});

test("what the backend refuses to save is said, and nothing is lost", async () => {
  const app = open("prompt", {
    handlers: {
      "prompts.save": () => {
        throw failure("invalid", "Stripe is not active: Pause subscription would not run", {
          hint: "Switch Stripe on under Connectors",
        });
      },
    },
  });
  await app.user.type(await screen.findByRole("textbox", { name: /^Name/ }), "!");
  await app.user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Switch Stripe on under Connectors.");
  expect(screen.getByText("Unsaved changes")).toBeTruthy();
});

test("a prompt is duplicated under an id of its own", async () => {
  const app = open();
  await app.user.click(await screen.findByRole("button", { name: "More for this prompt" }));
  await app.user.click(await screen.findByRole("menuitem", { name: "Duplicate" }));
  expect(await screen.findByRole("textbox", { name: /^Id/ })).toHaveProperty("value", "win-back-copy");
  await app.user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Win back (copy) was saved");
  expect(saves(app)[0]?.prompt.interactions.accept).toHaveLength(2);
  expect(saves(app)[0]).not.toHaveProperty("revision");
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/prompts/win-back-copy"));
});

test("a prompt is deleted once that is confirmed", async () => {
  const app = open();
  await app.user.click(await screen.findByRole("button", { name: "More for this prompt" }));
  await app.user.click(await screen.findByRole("menuitem", { name: "Delete" }));
  await app.user.click(await screen.findByRole("button", { name: "Delete Win back" }));
  await screen.findByText("Win back was deleted");
  await waitFor(() => expect(app.router.state.location.pathname).toBe("/prompts"));
  expect(app.host.state.prompts.map((p) => p.prompt.id)).toEqual(["sports-pack"]);
});

test("who may only look sees all of it, and why nothing can be changed", async () => {
  open("accept", {
    change: (s) => {
      inTrouble(s);
      s.operators.current = { id: 9, name: "Eve", role: "read_only" };
    },
  });
  await screen.findByRole("row", { name: "1. Chargify: Apply coupon" });
  await screen.findByText("Eve is read_only; this needs app_member.");
  expect(screen.queryByRole("button", { name: /^Drag / })).toBeNull();
  expect(screen.queryByRole("button", { name: /^More for 1/ })).toBeNull();
  expect(screen.getByRole("combobox", { name: /^Coupon/ })).toHaveProperty("disabled", true);
  expect(screen.getByRole("button", { name: /^Add action/ }).getAttribute("data-refused")).toBe("true");
  expect(screen.getByRole("checkbox", { name: "Only for some subscribers" })).toHaveProperty(
    "disabled",
    true,
  );
});

test("a prompt that is not there, and findings that cannot be had", async () => {
  const { unmount } = renderApp("/prompts/nope");
  await screen.findByText("There is no prompt nope.");
  expect(screen.getByRole("link", { name: "All prompts" })).toBeTruthy();
  unmount();
  open("accept", {
    handlers: {
      "prompts.judge": () => {
        throw failure("storage", "the database cannot be read");
      },
    },
  });
  await screen.findByText("The database cannot be read.");
});
