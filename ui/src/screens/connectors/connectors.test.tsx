import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

test("lists connectors by category and finds one", async () => {
  const { user } = renderApp("/connectors");
  await screen.findByRole("heading", { name: "Billing" });
  expect(screen.getByRole("heading", { name: "CRM and marketing" })).toBeTruthy();
  await expectAccessible();
  await user.type(screen.getByRole("searchbox"), "zendesk");
  expect(screen.queryByRole("heading", { name: "Billing" })).toBeNull();
  expect(screen.getByRole("link", { name: /Zendesk/ })).toBeTruthy();
  await user.type(screen.getByRole("searchbox"), "!");
  expect(screen.getByText(/No connector fits/)).toBeTruthy();
});

test("filters by what is set up and what needs attention, with counts, and finds by what a connector can do", async () => {
  const { user } = renderApp("/connectors");
  await user.click(await screen.findByRole("radio", { name: /^Set up\s*2$/ }));
  expect(screen.queryByRole("link", { name: /Zendesk/ })).toBeNull();
  await user.click(screen.getByRole("radio", { name: /^Needs attention\s*1$/ }));
  expect(screen.getByRole("link", { name: /Evergent/ })).toBeTruthy();
  expect(screen.queryByRole("link", { name: /Chargify/ })).toBeNull();
  await user.click(screen.getByRole("radio", { name: /^All/ }));
  await user.type(screen.getByRole("searchbox"), "apply coupon");
  expect(screen.getByRole("link", { name: /Chargify/ })).toBeTruthy();
  expect(screen.queryByRole("link", { name: /Evergent/ })).toBeNull();
});

test("draws the form from the definition", async () => {
  renderApp("/connectors/evergent");
  expect(((await screen.findByLabelText(/^Host/)) as HTMLInputElement).value).toBe("api.evergent.example");
  expect(screen.getByText("Advanced")).toBeTruthy();
  expect(screen.getByLabelText("Instance profile").tagName).toBe("TEXTAREA");
  expect(screen.getByText("Assumed, not confirmed")).toBeTruthy();
  expect(screen.getByText("What the check proves")).toBeTruthy();
  expect(screen.getByText(/could not be found \(DNS\)/)).toBeTruthy();
  await expectAccessible();
});

test("saves what was changed and nothing else", async () => {
  const { host, user } = renderApp("/connectors/chargify");
  const field = await screen.findByLabelText(/^Subdomain/);
  await user.clear(field);
  await user.type(field, "streamly-2");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("The settings of Chargify are saved");
  expect(host.calls.filter((c) => c.name === "connectors.set").map((c) => c.request)).toEqual([
    { id: "chargify", values: { subdomain: "streamly-2" }, secrets: {} },
  ]);
});

test("a secret is write-only, and gone from the page once saved", async () => {
  const canary = "sk_canary_4711";
  const { host, user } = renderApp("/connectors/chargify");
  await user.click(await screen.findByRole("button", { name: "Replace API key" }));
  const field = screen.getByLabelText(/^API key/) as HTMLInputElement;
  expect(field.type).toBe("password");
  expect(field.value).toBe("");
  await user.type(field, canary);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByRole("button", { name: "Replace API key" });
  expect(host.calls.find((c) => c.name === "connectors.set")?.request).toEqual({
    id: "chargify",
    values: {},
    secrets: { api_key: canary },
  });
  expect(document.documentElement.outerHTML).not.toContain(canary);
  for (const input of document.querySelectorAll("input, textarea")) {
    expect((input as HTMLInputElement).value).not.toContain(canary);
  }
  // The field that comes next is empty, too.
  await user.click(screen.getByRole("button", { name: "Replace API key" }));
  expect((screen.getByLabelText(/^API key/) as HTMLInputElement).value).toBe("");
});

test("Replace without typing does not remove the secret", async () => {
  const { host, user } = renderApp("/connectors/chargify");
  await user.click(await screen.findByRole("button", { name: "Replace API key" }));
  const subdomain = screen.getByLabelText(/^Subdomain/);
  await user.type(subdomain, "x");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("The settings of Chargify are saved");
  expect(host.calls.find((c) => c.name === "connectors.set")?.request).toMatchObject({ secrets: {} });
});

test("Remove of a secret is said before it is saved, and can be taken back", async () => {
  const { host, user } = renderApp("/connectors/chargify");
  await user.click(await screen.findByRole("button", { name: "Remove API key" }));
  expect(screen.getByText("Will be removed when you save")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Keep it" }));
  await user.click(screen.getByRole("button", { name: "Remove API key" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(host.calls.find((c) => c.name === "connectors.set")?.request).toEqual({
      id: "chargify",
      values: {},
      secrets: { api_key: null },
    }),
  );
  await screen.findByText("API key is missing");
});

test("the backend's error stands at its field, which is unfolded and focused", async () => {
  const { user } = renderApp("/connectors/chargify");
  await user.click(await screen.findByText("Advanced"));
  const field = screen.getByLabelText("Base URL");
  await user.type(field, "http://gateway.example.com");
  await user.click(screen.getByText("Advanced"));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText(/A URL must begin with https/);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
  expect((field as HTMLInputElement).value).toBe("http://gateway.example.com");
});

test("a check shows verdicts thing by thing, and can be cancelled", async () => {
  const { host, user } = renderApp("/connectors/chargify", {
    handlers: {
      "connectors.check": (_, { onProgress, signal }) => {
        onProgress?.({ what: "Credentials", done: 1, total: 3 });
        return new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(failure("cancelled", "x"))),
        );
      },
    },
  });
  const list = await screen.findByRole("list", { name: "What was checked" });
  expect(within(list).getAllByText("proven")).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Check again" }));
  await screen.findByText("Credentials…");
  expect(screen.getByText("1 of 3")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByRole("button", { name: "Check again" });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(host.calls.filter((c) => c.name === "connectors.check")).toHaveLength(1);
});

test("says what is missing before it can be active", async () => {
  renderApp("/connectors/stripe");
  await screen.findByText("Needed before it can be active");
  expect(screen.getByText("API key is missing")).toBeTruthy();
  expect((screen.getByRole("switch") as HTMLInputElement).disabled).toBe(true);
  await expectAccessible();
});

test("switches a connector off", async () => {
  const { host, user } = renderApp("/connectors/chargify");
  await user.click(await screen.findByRole("switch"));
  await screen.findByText("Chargify is inactive");
  expect(host.calls.find((c) => c.name === "connectors.set")?.request).toEqual({
    id: "chargify",
    values: {},
    secrets: {},
    active: false,
  });
});

test("removing asks first, with the id typed in production", async () => {
  const { host, user } = renderApp("/connectors/chargify", { change: (s) => void s.apps.reverse() });
  await screen.findByText("PRODUCTION");
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("alertdialog");
  await expectAccessible();
  const confirm = within(dialog).getByRole("button", { name: "Remove Chargify" }) as HTMLButtonElement;
  expect(confirm.disabled).toBe(true);
  await user.type(within(dialog).getByLabelText("Type chargify to confirm"), "chargify");
  await user.click(confirm);
  await screen.findByText("Chargify was removed");
  expect(host.calls.some((c) => c.name === "connectors.remove")).toBe(true);
});

test("a read-only operator sees everything disabled, with the reason", async () => {
  const { host, user } = renderApp("/connectors/chargify", {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only", app: "default" };
    },
  });
  await screen.findByRole("button", { name: "Save", description: "Eve is read_only; this needs app_admin" });
  expect((screen.getByLabelText(/^Subdomain/) as HTMLInputElement).disabled).toBe(true);
  expect((screen.getByRole("switch") as HTMLInputElement).disabled).toBe(true);
  await user.click(screen.getByRole("button", { name: "Check again" }));
  expect(host.calls.some((c) => c.name === "connectors.check" || c.name === "connectors.set")).toBe(false);
  await expectAccessible();
});

test("leaving with changes asks first", async () => {
  const { router, user } = renderApp("/connectors/chargify");
  await user.type(await screen.findByLabelText(/^Subdomain/), "x");
  await user.click(screen.getByRole("link", { name: "History" }));
  const dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(router.state.location.pathname).toBe("/connectors/chargify");
  await user.click(screen.getByRole("link", { name: "History" }));
  await user.click(await screen.findByRole("button", { name: "Leave" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/history"));
});

test("switching the app with changes asks first, also where the screen stays the same", async () => {
  const { host, user } = renderApp("/connectors/chargify");
  const subdomain = await screen.findByLabelText(/^Subdomain/);
  await user.type(subdomain, "x");
  const typed = (subdomain as HTMLInputElement).value;
  await user.keyboard("{Control>}k{/Control}");
  await user.click(await screen.findByRole("menuitem", { name: /Switch to Streamly live/ }));
  const dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(screen.getByLabelText(/^Subdomain/)).toBe(subdomain);
  expect(subdomain).toHaveProperty("value", typed);
  expect(host.calls.some((c) => c.app === "streamly-live")).toBe(false);
  await user.click(screen.getByRole("button", { name: /Switch app/ }));
  await user.click(await screen.findByRole("menuitem", { name: /Streamly live/ }));
  await user.click(await screen.findByRole("button", { name: "Leave" }));
  await screen.findByText("PRODUCTION");
});

test("settings of a simulated connector cannot be changed", async () => {
  renderApp("/connectors/chargify", {
    change: (s) => {
      for (const c of s.connectors) c.simulated = true;
    },
  });
  await screen.findByText("This app talks to the simulator");
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  expect((screen.getByLabelText(/^Subdomain/) as HTMLInputElement).disabled).toBe(true);
});
