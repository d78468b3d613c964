import type { CatalogueEntry, CatalogueStatus } from "..";
import type { Handlers } from ".";
import { failure, inSteps } from ".";
import { before, type State } from "./state";

const plans = ["Gold", "Silver", "Bronze", "Sports", "Kids", "Family", "Student", "Premium 4K"];
const terms = ["monthly", "yearly", "weekly", "quarterly"];

function products(n: number): CatalogueEntry[] {
  return Array.from({ length: n }, (_, i) => {
    const name = `${plans[i % plans.length]} ${terms[Math.floor(i / plans.length) % terms.length]}${i >= 32 ? ` ${Math.floor(i / 32) + 1}` : ""}`;
    const price = (4.99 + (i % 23) * 2.5).toFixed(2);
    return {
      id: name.toLowerCase().replaceAll(" ", "-"),
      name,
      group: i % 3 === 0 ? "Streaming" : "Add-ons",
      detail: `${price} USD every ${i % 2 === 0 ? "month" : "year"}${i % 5 === 0 ? ", 14 days trial" : ""}`,
      state: i % 9 === 8 ? "archived" : "active",
      first_seen: before(60 * 24 * 90),
      last_seen: before(i % 9 === 8 ? 60 * 24 * 12 : 42),
      fields: {
        product_id: 4_600_000 + i,
        price_in_cents: Math.round(Number(price) * 100),
        interval: 1,
        interval_unit: "month",
        taxable: i % 2 === 0,
      },
    } satisfies CatalogueEntry;
  });
}

export function catalogues(): State["catalogues"] {
  return {
    "chargify/products": { entries: products(1240), synced_at: before(42) },
    "chargify/coupons": {
      entries: products(9).map((p, i) => ({
        ...p,
        id: `SAVE${10 + i * 5}`,
        name: `Save ${10 + i * 5} %`,
        group: "Streaming",
        detail: `${10 + i * 5} % off, 3 periods`,
        state: i === 8 ? "expired" : "active",
      })),
      synced_at: before(42),
    },
    "evergent/products": { entries: [] },
  };
}

export function statuses(state: State): CatalogueStatus[] {
  return state.connectors.flatMap((c) =>
    c.definition.catalogues.map((catalogue) => {
      const kept = state.catalogues[`${c.definition.id}/${catalogue.id}`];
      const usable = kept?.entries.filter((e) => e.state === "active").length ?? 0;
      return {
        connector: c.definition.id,
        connector_name: c.definition.name,
        active: c.active,
        kind: catalogue.id,
        name: catalogue.name,
        usable,
        archived: (kept?.entries.length ?? 0) - usable,
        ...(kept?.synced_at ? { synced_at: kept.synced_at } : {}),
        ...(c.definition.id === "evergent"
          ? {
              error: failure("unreachable", "api.evergent.example could not be found", {
                stage: "dns",
                hint: "check the host in the connector's settings",
                retryable: true,
              }),
            }
          : {}),
      };
    }),
  );
}

export const catalogueHandlers: Handlers = {
  "catalogue.status": (_, { state }) => statuses(state),
  "catalogue.list": (
    { connector, kind, search = "", archived = false, start = 0, rows = 100 },
    { state },
  ) => {
    const kept = state.catalogues[`${connector}/${kind}`];
    if (!kept) throw failure("not_found", `${connector} has no catalogue ${kind}`);
    const text = search.toLowerCase();
    const fit = kept.entries.filter(
      (e) =>
        (archived || e.state === "active") &&
        `${e.id} ${e.name} ${e.group ?? ""} ${e.detail ?? ""}`.toLowerCase().includes(text),
    );
    return {
      items: fit.slice(start, start + rows),
      total: fit.length,
      ...(kept.synced_at ? { synced_at: kept.synced_at } : {}),
    };
  },
  "catalogue.sync": async ({ connector, kind }, call) => {
    await inSteps(
      call,
      ["Products, page 1", "Products, page 2", "Products, page 3", "Coupons, page 1"],
      call.state.pause,
    );
    if (connector === "evergent") {
      throw failure("unreachable", "api.evergent.example could not be found", {
        stage: "dns",
        retryable: true,
      });
    }
    const at = new Date().toISOString();
    return Object.entries(call.state.catalogues)
      .filter(([key]) => (kind ? key === `${connector}/${kind}` : key.startsWith(`${connector}/`)))
      .map(([key, kept]) => {
        kept.synced_at = at;
        return {
          kind: key.split("/")[1] ?? "",
          total: kept.entries.length,
          added: 3,
          changed: 1,
          archived: 0,
          at,
        };
      });
  },
};
