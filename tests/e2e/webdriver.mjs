// A WebDriver client of the few words that our tests use, straight to WebKitWebDriver: no browser, no dependency.
// Every call has a time-out: some calls of the driver never come back when a renderer is in a bad mood.
import { spawn } from "node:child_process";
import { createServer } from "node:net";

const CALL_MS = 20_000;

/** The error of a WebDriver answer; `code` is the protocol's, such as `no such element`. */
export class DriverError extends Error {
  constructor(what, value) {
    super(`${what}: ${value?.error}: ${value?.message}`);
    this.code = value?.error;
  }
}

/** Asks again until the answer is truthy; an error counts as "not yet" until the deadline, and is then thrown. */
export async function until(what, ask, ms = 15_000) {
  const deadline = performance.now() + ms;
  for (;;) {
    let last;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what}: not within ${ms} ms${last ? ` (${last.message})` : ""}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A driver process and one session of the application in it. */
export class WebDriver {
  #base;
  #driver;
  #session;
  #log = [];

  /** Starts the application under the driver. What it writes to stderr is in `log`. */
  static async start(binary, args, env = {}) {
    const self = new WebDriver();
    const port = await freePort();
    self.#base = `http://127.0.0.1:${port}`;
    self.#driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
      env: { ...process.env, ...env, TAURI_AUTOMATION: "true", TAURI_WEBVIEW_AUTOMATION: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a process group of its own, so that an application that hangs goes with it
    });
    for (const stream of [self.#driver.stdout, self.#driver.stderr]) {
      stream.on("data", (chunk) => self.#log.push(chunk.toString()));
    }
    const failed = new Promise((_, reject) => self.#driver.once("error", reject));
    try {
      await Promise.race([until("WebKitWebDriver answers", () => self.#ask("GET", "/status")), failed]);
      const options = { "webkitgtk:browserOptions": { binary, args } };
      const opened = await self.#ask("POST", "/session", { capabilities: { alwaysMatch: options } }, 60_000);
      self.#session = `/session/${opened.sessionId}`;
    } catch (error) {
      await self.stop();
      throw new Error(`the application did not start: ${error.message}\n${self.log}`, { cause: error });
    }
    return self;
  }

  get log() {
    return this.#log.join("");
  }

  async #ask(method, path, body, ms = CALL_MS) {
    const response = await fetch(this.#base + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ms),
    });
    const { value } = await response.json();
    if (!response.ok) throw new DriverError(`${method} ${path}`, value);
    return value;
  }

  get(path) {
    return this.#ask("GET", this.#session + path);
  }

  post(path, body = {}) {
    return this.#ask("POST", this.#session + path, body);
  }

  /** Runs a function in the page. It must not close over anything; its arguments and its answer are JSON. */
  run(f, ...args) {
    return this.post("/execute/sync", { script: `return (${f}).apply(null, arguments)`, args });
  }

  /** Runs an async function in the page. What it throws is thrown here, as it is. */
  async runAsync(f, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      (${f}).apply(null, [...arguments].slice(0, -1)).then((ok) => done({ ok: ok ?? null }), (error) => done({ error }));`;
    const answer = await this.post("/execute/async", { script, args });
    if (answer.error !== undefined) throw answer.error;
    return answer.ok;
  }

  /** Presses keys where the focus is. Several at once are held together: `press("Control", "k")`. */
  press(...keys) {
    const values = keys.map((key) => KEYS[key] ?? key);
    const actions = [
      ...values.map((value) => ({ type: "keyDown", value })),
      ...values.toReversed().map((value) => ({ type: "keyUp", value })),
    ];
    return this.post("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** Types a text where the focus is. */
  type(text) {
    const actions = [...text].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    return this.post("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  resize(width, height) {
    return this.post("/window/rect", { x: 0, y: 0, width, height });
  }

  /** A picture of the page as PNG, taken when what is there has been painted. */
  async picture() {
    await this.runAsync(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted()))));
    return Buffer.from(await this.get("/screenshot"), "base64");
  }

  /** Ends the application and the driver. */
  async stop() {
    if (this.#session) await this.#ask("DELETE", this.#session, undefined, 10_000).catch(() => {});
    const driver = this.#driver;
    if (!driver.pid || driver.exitCode !== null || driver.signalCode !== null) return;
    const ended = new Promise((resolve) => driver.once("exit", resolve));
    process.kill(-driver.pid);
    await ended;
  }
}

// https://www.w3.org/TR/webdriver2/#keyboard-actions
const KEYS = {
  Backspace: "\uE003", Tab: "\uE004", Enter: "\uE007", Shift: "\uE008", Control: "\uE009", Alt: "\uE00A",
  Escape: "\uE00C", Space: " ", PageUp: "\uE00E", PageDown: "\uE00F", End: "\uE010", Home: "\uE011",
  ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015", Delete: "\uE017",
  F3: "\uE033",
}; // biome-ignore format: a table
