// The entry. It is little, so that the shell is asked, and the frame of index.html painted, before the page is read.
import { askAhead } from "./host/ahead";
import { tauriHost } from "./host/tauri";
import "./styles/base.css";

const starting = tauriHost.startup();
const host = askAhead(tauriHost, starting);
// Reading the page takes longer than a frame. A window that is not painted, being hidden, does not wait for it.
const painted = new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, 50);
});
painted.then(() => import("./app/begin")).then(({ begin }) => begin(host, starting));
