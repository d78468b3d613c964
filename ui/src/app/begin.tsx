import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { Host, Startup } from "../host";
import { App } from "./app";
import { newRouter } from "./router";

/** Puts the page in the place of the frame that index.html brought. */
export function begin(host: Host, starting: Promise<Startup>) {
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App host={host} starting={starting} router={newRouter()} />
    </StrictMode>,
  );
}
