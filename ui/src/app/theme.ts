// The theme follows the system unless chosen otherwise. Kept in this window's own storage: it is nobody else's business.
// At start `public/theme.js` applies it, before anything is painted.
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
const KEY = "patchbay.theme";
const listeners = new Set<() => void>();

function read(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
  return [
    theme,
    (next) => {
      if (next === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
      applyTheme(next);
      for (const listener of listeners) listener();
    },
  ];
}
