import type { IconName } from "../components/icons";

/** The screens in the order of the navigation. */
export const screens = [
  { to: "/", name: "Home", icon: "house" },
  { to: "/connectors", name: "Connectors", icon: "plug" },
  { to: "/catalogue", name: "Catalogue", icon: "library-big" },
  { to: "/exports", name: "Exports", icon: "file-spreadsheet" },
  { to: "/test-action", name: "Test action", icon: "flask-conical" },
  { to: "/prompts", name: "Prompts", icon: "mouse-pointer-click" },
  { to: "/history", name: "History", icon: "history" },
  { to: "/settings", name: "Settings", icon: "settings" },
] as const satisfies { to: string; name: string; icon: IconName }[];
