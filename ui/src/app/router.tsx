// Where every screen is. Home is in the main bundle, the others come when they are first opened.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from "@tanstack/react-router";
import { HomeScreen } from "../screens/home";
import { Frame } from "./frame";
import { NotFound, ScreenFailed } from "./not-found";

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

/** Keeps the texts among the search parameters; the rest is dropped. */
function texts<K extends string>(...keys: K[]) {
  return (search: Record<string, unknown>): { [P in K]?: string } => {
    const kept: { [P in K]?: string } = {};
    for (const key of keys) {
      const value = text(search[key]);
      if (value !== undefined) kept[key] = value;
    }
    return kept;
  };
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: ScreenFailed });

const connectors = lazyRouteComponent(() => import("../screens/connectors"), "ConnectorsScreen");
const catalogue = lazyRouteComponent(() => import("../screens/catalogue"), "CatalogueScreen");
const exports_ = lazyRouteComponent(() => import("../screens/exports"), "ExportsScreen");
const testAction = lazyRouteComponent(() => import("../screens/test-action"), "TestActionScreen");
const prompts = lazyRouteComponent(() => import("../screens/prompts"), "PromptsScreen");
const history = lazyRouteComponent(() => import("../screens/history"), "HistoryScreen");
const settings = lazyRouteComponent(() => import("../screens/settings"), "SettingsScreen");

const routes = root.addChildren([
  createRoute({ getParentRoute: () => root, path: "/", component: HomeScreen }),
  createRoute({ getParentRoute: () => root, path: "/connectors", component: connectors }),
  createRoute({
    getParentRoute: () => root,
    path: "/connectors/$id",
    component: lazyRouteComponent(() => import("../screens/connectors"), "ConnectorScreen"),
    // `focus` is a setting's key: its field is scrolled to.
    validateSearch: texts("focus"),
  }),
  createRoute({ getParentRoute: () => root, path: "/catalogue", component: catalogue }),
  createRoute({
    getParentRoute: () => root,
    path: "/catalogue/$connector/$kind",
    component: catalogue,
    validateSearch: texts("search", "archived"),
  }),
  createRoute({ getParentRoute: () => root, path: "/catalogue/$connector", component: catalogue }),
  createRoute({ getParentRoute: () => root, path: "/exports", component: exports_ }),
  createRoute({
    getParentRoute: () => root,
    path: "/exports/compare",
    component: lazyRouteComponent(() => import("../screens/exports/compare"), "CompareScreen"),
    // Handles of two exports, the columns that name a record by lines, what is shown of the differences, and which one.
    validateSearch: texts("old", "new", "key", "view", "kind", "column", "at"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/exports/sources",
    component: lazyRouteComponent(() => import("../screens/exports/sources"), "SourcesScreen"),
    validateSearch: texts("add"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/exports/sources/$source",
    component: lazyRouteComponent(() => import("../screens/exports/sources"), "SourceScreen"),
    validateSearch: texts("edit"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/exports/$export",
    component: exports_,
    validateSearch: texts("view", "customer", "record", "column"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/test-action",
    component: testAction,
    // `run` is a run of the history whose order is taken over.
    validateSearch: texts("connector", "action", "user", "run"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts",
    component: prompts,
    validateSearch: texts("search"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/coverage",
    component: lazyRouteComponent(() => import("../screens/prompts/coverage"), "CoverageScreen"),
    validateSearch: texts("connector", "show"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/new",
    component: lazyRouteComponent(() => import("../screens/prompts/editor"), "NewPromptScreen"),
    // `from` is a prompt to begin with a copy of.
    validateSearch: texts("from", "interaction"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/$id",
    component: lazyRouteComponent(() => import("../screens/prompts/editor"), "PromptScreen"),
    validateSearch: texts("interaction"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/batch",
    component: lazyRouteComponent(() => import("../screens/prompts/batch"), "BatchScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/import",
    component: lazyRouteComponent(() => import("../screens/prompts/import"), "ImportScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/$id/rehearse",
    component: lazyRouteComponent(() => import("../screens/prompts/rehearse"), "RehearseScreen"),
    validateSearch: texts("interaction", "user"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/prompts/$id/rehearsals/$rehearsal",
    component: lazyRouteComponent(() => import("../screens/prompts/rehearse/past"), "PastRehearsalScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/history",
    component: history,
    validateSearch: texts("connector", "outcome", "search"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/history/$run",
    component: history,
    validateSearch: texts("connector", "outcome", "search"),
  }),
  createRoute({ getParentRoute: () => root, path: "/settings", component: settings }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings/specs/$spec",
    component: lazyRouteComponent(() => import("../screens/settings/specs"), "SpecScreen"),
  }),
]);

// Every search parameter is a text. The router's own reading would make numbers of customer ids, rounded where long.
const parseSearch = (search: string) => Object.fromEntries(new URLSearchParams(search));
function stringifySearch(search: Record<string, unknown>): string {
  const texts = Object.entries(search).filter((e): e is [string, string] => typeof e[1] === "string");
  return texts.length > 0 ? `?${new URLSearchParams(texts)}` : "";
}

export function newRouter(at: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree: routes,
    history: at,
    scrollRestoration: false,
    defaultPreload: "intent",
    parseSearch,
    stringifySearch,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
