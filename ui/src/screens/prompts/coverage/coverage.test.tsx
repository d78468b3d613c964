import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { promptsInTrouble } from "../../../host/memory/prompts-in-trouble";
import type { State } from "../../../host/memory/state";
import { expectAccessible, renderApp } from "../../../testing/render-app";

const inTrouble = (state: State) => {
  state.prompts = promptsInTrouble();
};
const cells = () => screen.getAllByRole("cell").map((c) => c.textContent);

test("each cell says what runs, what is broken, and how it was rehearsed", async () => {
  const { user, router } = renderApp("/prompts/coverage", { change: inTrouble });
  const table = await screen.findByRole("grid", { name: "Prompts by interaction" });
  expect(
    within(table)
      .getAllByRole("rowheader")
      .map((r) => r.textContent),
  ).toEqual(["Sports pack", "Win back"]);
  expect(cells()).toEqual([
    expect.stringMatching(/^EvergentAdd orderrehearsal failed2 days ago$/),
    "–",
    "–",
    "–",
    "–",
    expect.stringMatching(/^ChargifyApply couponRedirectrehearsed20 hours ago$/),
    "–",
    "ChargifyCancel subscriptionchanged since rehearsed",
    "StripePause subscription brokennever rehearsed",
    "–",
  ]);
  await expectAccessible();
  await user.click(within(table).getByRole("link", { name: /Cancel subscription/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/prompts/win-back"));
  await screen.findByRole("grid", { name: "Chain of Decline" });
});

test("it is filtered by connector and by state, and says so when nothing is left", async () => {
  const { user } = renderApp("/prompts/coverage", { change: inTrouble });
  await user.click(await screen.findByRole("radio", { name: /^Broken\s*1/ }));
  await waitFor(() =>
    expect(screen.getAllByRole("rowheader").map((r) => r.textContent)).toEqual(["Win back"]),
  );
  expect(cells().filter((c) => c !== "–")).toEqual(["StripePause subscription brokennever rehearsed"]);
  await user.click(screen.getByRole("radio", { name: /^Not rehearsed since changed\s*2/ }));
  await waitFor(() => expect(cells().filter((c) => c !== "–")).toHaveLength(2));
  await user.click(screen.getByRole("button", { name: /Connector/ }));
  await user.click(await screen.findByRole("option", { name: "Evergent" }));
  await screen.findByText("Everything was rehearsed as it is now");
  await user.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(screen.getAllByRole("rowheader")).toHaveLength(2));
});

test("arrow keys move from cell to cell, and Enter opens one", async () => {
  const { user, router } = renderApp("/prompts/coverage", { change: inTrouble });
  const first = await screen.findByRole("link", { name: "Sports pack" });
  first.focus();
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(document.activeElement?.textContent).toBe("–");
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(document.activeElement?.textContent).toContain("Cancel subscription");
  await user.keyboard("{End}{ArrowLeft}");
  expect(document.activeElement?.textContent).toContain("Pause subscription");
  await user.keyboard("{Home}");
  expect(document.activeElement?.textContent).toBe("Win back");
  await user.keyboard("{ArrowRight}{Enter}");
  await waitFor(() => expect(router.state.location.search).toEqual({ interaction: "accept" }));
});

test("without a prompt there is nothing to cover", async () => {
  const { user, router } = renderApp("/prompts/coverage", {
    change: (s) => {
      s.prompts = [];
    },
  });
  await user.click(await screen.findByRole("button", { name: "Go to the prompts" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/prompts"));
});
