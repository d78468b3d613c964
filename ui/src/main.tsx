// The entry. It is little, so that the shell is asked, and the frame of index.html painted, while the page is read.
import { askAhead } from "./host/ahead";
import { tauriHost } from "./host/tauri";
import "./styles/base.css";

const starting = tauriHost.startup();
const host = askAhead(tauriHost, starting);
import("./app/begin").then(({ begin }) => begin(host, starting));
