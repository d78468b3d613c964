import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { newRouter } from "./app/router";
import { applyTheme } from "./app/theme";
import { tauriHost } from "./host/tauri";
import "./styles/base.css";

applyTheme();
// Under way while React builds the first frame.
const starting = tauriHost.startup();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App host={tauriHost} starting={starting} router={newRouter()} />
    </StrictMode>,
  );
}
