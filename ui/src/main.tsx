import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { newRouter } from "./app/router";
import { applyTheme } from "./app/theme";
import { tauriHost } from "./host/tauri";
import "./styles/base.css";

applyTheme();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App host={tauriHost} router={newRouter()} />
    </StrictMode>,
  );
}
