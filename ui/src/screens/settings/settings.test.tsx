import { readFileSync } from "node:fs";
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "../../host/memory";
import { expectAccessible, renderApp } from "../../testing/render-app";

test("shows apps, operators, workspace", async () => {
  renderApp("/settings");
  const apps = await screen.findByRole("list", { name: "Apps" });
  expect(within(apps).getByText("PRODUCTION")).toBeTruthy();
  await screen.findByText("/home/ada/.local/share/patchbay");
  expect(screen.getByText("in use")).toBeTruthy();
  await expectAccessible();
});

test("shows what happens by itself, in the app's time zone", async () => {
  const { user, router } = renderApp("/settings");
  const list = await screen.findByRole("list", { name: "Schedules" });
  await user.click(
    within(list).getByRole("link", {
      name: /evergent-daily.*06:30 Europe\/London, next in 20 hours.*pulled, 1 alert/,
    }),
  );
  await waitFor(() => expect(router.state.location.pathname).toBe("/exports/sources/evergent-daily"));
});

test("makes an app, with the error at its field", async () => {
  const { host, user } = renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: "New app" }));
  const dialog = await screen.findByRole("dialog", { name: "New app" });
  await expectAccessible();
  await user.type(within(dialog).getByLabelText(/^Name/), "Default");
  await user.click(within(dialog).getByRole("button", { name: "Make the app" }));
  await within(dialog).findByText(/There is an app default already. Choose another id/i);
  const id = within(dialog).getByLabelText(/^Id/);
  await user.clear(id);
  await user.type(id, "acme-eu");
  await user.click(within(dialog).getByRole("button", { name: "Make the app" }));
  await screen.findByText("The app Default is made");
  expect(host.calls.filter((c) => c.name === "apps.create").at(-1)?.request).toEqual({
    id: "acme-eu",
    name: "Default",
    environment: "test",
  });
});

test("edits another app under that app's name", async () => {
  const { host, user } = renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: "Edit Streamly live" }));
  const dialog = await screen.findByRole("dialog");
  const zone = within(dialog).getByLabelText("Time zone");
  await user.clear(zone);
  await user.type(zone, "Mars/Olympus");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await within(dialog).findByText(/is not an IANA time zone/);
  await user.clear(zone);
  await user.type(zone, "UTC");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await screen.findByText("The app Streamly live is saved");
  expect(host.calls.filter((c) => c.name === "apps.update").at(-1)?.app).toBe("streamly-live");
});

test("switching to an operator of another app goes to that app", async () => {
  const { user } = renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: "Switch to Dmitri Sørensen" }));
  await screen.findByText("PRODUCTION", { selector: "section[aria-label=Environment] *" });
});

test("adds and removes an operator", async () => {
  const { host, user } = renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: "Add operator" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText(/^Name/), "Fay");
  await user.click(within(dialog).getByRole("button", { name: "Add" }));
  await screen.findByText("Fay was added");
  expect(host.calls.find((c) => c.name === "operators.add")?.request).toEqual({
    name: "Fay",
    role: "app_member",
    app: "default",
  });
  await user.click(await screen.findByRole("button", { name: "Remove Fay" }));
  await user.click(
    within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Remove Fay" }),
  );
  await screen.findByText("Fay was removed");
});

test("retention is saved, and the backend's limit is said at the field", async () => {
  const { host, user } = renderApp("/settings");
  const field = await screen.findByLabelText("Keep history for (days)");
  await user.clear(field);
  await user.type(field, "9999");
  await user.tab();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText(/History is kept from 1 to 3,650 days/);
  await user.clear(field);
  await user.type(field, "30");
  await user.tab();
  expect(screen.getByText(/will be removed when you save/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("The history is kept for 30 days");
  expect(host.state.settings.retention_days).toBe(30);
});

test("a read-only operator is told why", async () => {
  renderApp("/settings", {
    change: (s) => {
      s.operators.current = { id: 9, name: "Eve", role: "read_only", app: "default" };
    },
  });
  await screen.findByRole("button", {
    name: "New app",
    description: "Eve is read_only; this needs company_admin",
  });
  // Anyone may say who is at the keyboard.
  expect(screen.getByRole("button", { name: "Switch to Ada Byrne" }).hasAttribute("aria-description")).toBe(
    false,
  );
});

test("a keychain that cannot be used is said everywhere, with the remedy", async () => {
  let locked = true;
  const { user } = renderApp("/settings", {
    handlers: {
      "settings.show": (_, { state }) =>
        locked
          ? {
              ...state.settings,
              keychain: failure("keychain", "the Secret Service is locked", { hint: "unlock your keyring" }),
            }
          : state.settings,
    },
  });
  await screen.findByText("The Secret Service is locked.");
  expect(screen.getByText("Unlock your keyring.")).toBeTruthy();
  await expectAccessible();
  locked = false;
  await user.click(screen.getByRole("button", { name: "Look again" }));
  await waitFor(() => expect(screen.queryByText("The Secret Service is locked.")).toBeNull());
});

test("the theme is kept", async () => {
  const { user } = renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: /Theme/ }));
  await user.click(await screen.findByRole("option", { name: "Dark" }));
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(localStorage.getItem("patchbay.theme")).toBe("dark");
  // The next start has it before anything is painted.
  delete document.documentElement.dataset.theme;
  new Function(readFileSync("public/theme.js", "utf8"))();
  expect(document.documentElement.dataset.theme).toBe("dark");
  await user.click(screen.getByRole("button", { name: /Theme/ }));
  await user.click(await screen.findByRole("option", { name: "As the system" }));
  expect(document.documentElement.dataset.theme).toBeUndefined();
});
