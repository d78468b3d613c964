// Patchbay under test: its window with a data directory of its own, read and used as a person does, by role and name.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { look, Screen } from "./png.mjs";
import { until, WebDriver } from "./webdriver.mjs";

export const DESKTOP = join(needed("PATCHBAY_BIN"), "patchbay-desktop");
export const CLI = join(needed("PATCHBAY_BIN"), "patchbay");
const PICTURES = join(needed("PATCHBAY_ROOT"), "artefacts", "screens");
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf"; // WebDriver's key of an element reference

const exec = promisify(execFile);

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with ./dev e2e, which makes a session for them`);
  return value;
}

/** A folder that is gone with the session. */
export function newFolder(name) {
  return mkdtempSync(join(tmpdir(), `patchbay-${name}-`));
}

/** Runs a command to its end; never throws for its exit code. */
export async function command(file, args, { input, env } = {}) {
  const running = exec(file, args, { timeout: 60_000, env: { ...process.env, ...env }, maxBuffer: 64 << 20 });
  running.child.stdin.end(input);
  const ended = await running.catch((error) => error);
  return { code: ended.code ?? 0, out: ended.stdout, err: ended.stderr };
}

export class App {
  /** Starts the desktop. `dark` asks for the dark theme the way a desktop environment does. */
  static async start({ dataDir = newFolder("data"), file, dark = false, size = [1200, 800] } = {}) {
    const app = new App();
    app.dataDir = dataDir;
    const args = ["--data-dir", dataDir, ...(file ? [file] : [])];
    app.driver = await WebDriver.start(DESKTOP, args, { GTK_THEME: dark ? "Adwaita:dark" : "Adwaita" });
    await app.driver.resize(...size);
    return app;
  }

  stop() {
    return this.driver.stop();
  }

  /** A command of the page's host, such as `startup`: what the page itself could ask. */
  invoke(name, args = {}) {
    return this.driver.runAsync((n, a) => window.__TAURI_INTERNALS__.invoke(n, a), name, args);
  }

  /** An operation, through the bridge. */
  call(name, request = {}, app = "default") {
    return this.driver.runAsync(
      (operation) => {
        const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
        const onProgress = `__CHANNEL__:${transformCallback(() => {})}`;
        return invoke("call", { ...operation, id: crypto.randomUUID(), onProgress });
      },
      { name, request, app },
    );
  }

  /** All elements of a role and name, in the order of the page. The name may be a RegExp. */
  async all(role, name, within) {
    return this.driver.run(elementsOf, role, asJson(name), within ? { ...within, name: asJson(within.name) } : null);
  }

  /** The one element of that role and name, once it is there. */
  async find(role, name, { within, ms } = {}) {
    const what = `a ${role} called ${name}`;
    const found = await until(what, async () => {
      const all = await this.all(role, name, within);
      return all.length > 0 && all;
    }, ms).catch(async (error) => {
      throw new Error(`${error.message}\n${await this.excerpt()}`);
    });
    assert.equal(found.length, 1, `${what}: there are ${found.length}`);
    return found[0];
  }

  async click(role, name, options) {
    await this.#press(await this.find(role, name, options));
  }

  /**
   * A click of the mouse, once what it is meant for stands still: a list that still moves to its place would be missed,
   * and a scroll that is told late closes lists that are open. For that reason only what cannot be met is scrolled to.
   */
  async #press(found) {
    const element = await this.driver.runAsync(async (box) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      // The mouse meets the label of a box, not the hidden box itself.
      const target = (box.matches("[type=checkbox],[type=radio]") && box.closest("label")) || box;
      const { left, top, width, height } = target.getBoundingClientRect();
      const met = document.elementFromPoint(left + width / 2, top + height / 2);
      if (!target.contains(met)) target.scrollIntoView({ block: "center", behavior: "instant" });
      let last = "";
      for (let still = 0; still < 2; ) {
        await frame();
        const now = JSON.stringify(target.getBoundingClientRect());
        still = now === last ? still + 1 : 0;
        last = now;
      }
      return target;
    }, found);
    // What lies over it for a moment, a message say, is waited for as a person would.
    await until("nothing lies over it", () =>
      this.driver.post(`/element/${element[ELEMENT]}/click`).then(
        () => true,
        (error) => {
          if (error.code !== "element click intercepted") throw error;
          return false;
        },
      ),
    );
  }

  /** Drags an element with the mouse to the upper edge of another one, as slowly as a hand does. */
  async drag(from, to) {
    const places = await this.driver.run((a, b) => {
      const [start, end] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
      return [
        { x: Math.round(start.left + 60), y: Math.round(start.top + start.height / 2) },
        { x: Math.round(end.left + 60), y: Math.round(end.top + 4) },
      ];
    }, from, to);
    // WebDriver's own mouse does not begin a native drag; that of the display does. The window begins at 0, 0.
    const [start, end] = places;
    const moves = [0.05, 0.1, 0.3, 0.6, 0.9, 0.99, 1].map((part) => [
      "mousemove",
      String(Math.round(start.x + (end.x - start.x) * part)),
      String(Math.round(start.y + (end.y - start.y) * part)),
      "sleep",
      "0.1",
    ]);
    await command("xdotool", [
      ...["mousemove", String(start.x), String(start.y), "sleep", "0.2", "mousedown", "1", "sleep", "0.2"],
      ...moves.flat(),
      ...["sleep", "0.5", "mouseup", "1"],
    ]);
  }

  /** A click of the display's mouse, where a click of WebDriver's would be lost: after a drag. */
  async clickNatively(element) {
    const { x, y } = await this.driver.run((target) => {
      const box = target.getBoundingClientRect();
      return { x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) };
    }, element);
    await command("xdotool", ["mousemove", String(x), String(y), "sleep", "0.2", "click", "1"]);
  }

  /** Goes to a screen by the navigation. */
  async go(screen) {
    await this.click("link", screen, { within: { role: "navigation", name: "Screens" } });
    // Home has parts of the same names: the screen's own heading tells.
    await until(`the screen ${screen} is shown`, () =>
      this.driver.run((name) => document.querySelector("main h1")?.textContent.trim() === name, screen),
    );
  }

  /** Replaces what is in a field. */
  async fill(role, name, text, options) {
    const element = await this.find(role, name, options);
    await this.#press(element);
    await this.driver.press("Control", "a");
    await this.driver.press("Delete");
    if (text) await this.driver.post(`/element/${element[ELEMENT]}/value`, { text });
    return element;
  }

  /** Chooses in a drop-down list. */
  async choose(name, option, options) {
    await this.click("button", name, options);
    await this.click("option", option);
  }

  /** Chooses an entry of a catalogue by its id. */
  async chooseEntry(name, id) {
    await this.fill("combobox", name, id);
    await until(`${id} alone is offered`, async () => (await this.all("option", null)).length === 1);
    await this.click("option", null);
  }

  /** What the page says, as it can be read. */
  text() {
    return this.driver.run(() => document.body.innerText);
  }

  /** Waits until the page says this. */
  async sees(what, ms) {
    const fits = what instanceof RegExp ? (text) => what.test(text) : (text) => text.includes(what);
    return until(`the page says ${what}`, async () => {
      const text = await this.text();
      return fits(text) && text;
    }, ms).catch(async (error) => {
      throw new Error(`${error.message}\n${await this.excerpt()}`);
    });
  }

  /** The beginning of what the screen says, for the message of a failure; the whole is in its picture. */
  async excerpt() {
    await this.picture("failure").catch(() => {});
    const text = await this.driver.run(() => (document.querySelector("[role=dialog],[role=alertdialog]") ?? document.querySelector("main") ?? document.body).innerText);
    return `The page says (see artefacts/screens/failure.png):\n${text.slice(0, 1200)}`;
  }

  /** Keeps a picture of the page in artefacts/screens, and makes sure that there is something on it. */
  async picture(name) {
    const png = await this.driver.picture();
    keep(name, png);
    const seen = look(png);
    assert.ok(seen.colours > 3, `the picture ${name} is empty: ${JSON.stringify(seen)}`);
    return seen;
  }
}

/** Keeps a picture of the whole display, native dialogs too. */
export function pictureOfScreen(name) {
  const png = new Screen(needed("XVFB_SCREEN")).png();
  keep(name, png);
  return look(png);
}

function keep(name, png) {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.png`), png);
}

/** The X window of that title, once it is shown. */
export async function nativeWindow(title) {
  return until(`a window called ${title}`, async () => {
    const { out } = await command("xdotool", ["search", "--onlyvisible", "--name", `^${title}$`]);
    return out.trim().split("\n").at(-1);
  });
}

/** Presses keys in a native window, as xdotool names them. There is no window manager, so focus is given by hand. */
export async function pressIn(window, ...keys) {
  await command("xdotool", ["windowfocus", "--sync", window, "key", "--delay", "40", ...keys]);
}

/** Answers the system's file dialog with a path, and waits until it is gone. */
export async function answerFileDialog(title, path) {
  const window = await nativeWindow(title);
  await pressIn(window, "ctrl+l");
  await pressIn(window, "ctrl+a");
  await command("xdotool", ["type", "--delay", "15", path]);
  pictureOfScreen(`dialog-${title.toLowerCase().replaceAll(" ", "-")}`);
  // The dialog looks for the file while one types; Return does nothing before it has found it.
  await until(`the dialog ${title} closes`, async () => {
    await pressIn(window, "End", "Return");
    return isGone(title);
  });
}

/** Whether no such window is shown any more. */
async function isGone(title) {
  const { out } = await command("xdotool", ["search", "--onlyvisible", "--name", `^${title}$`]);
  return out.trim() === "";
}

/** A name as it goes to the page: anything, a text, or a pattern. */
function asJson(name) {
  return name instanceof RegExp ? { source: name.source, flags: name.flags } : (name ?? null);
}

/** Runs in the page: the visible elements of a role whose accessible name fits. */
function elementsOf(role, name, within) {
  const implicit = {
    button: "button,summary,input[type=button],input[type=submit]",
    link: "a[href]",
    textbox: "input:not([type]),input[type=text],input[type=password],input[type=email],input[type=url],textarea",
    searchbox: "input[type=search]",
    checkbox: "input[type=checkbox]",
    radio: "input[type=radio]",
    combobox: "select",
    option: "option",
    heading: "h1,h2,h3,h4,h5,h6",
    navigation: "nav",
    main: "main",
    dialog: "dialog",
    row: "tr",
    cell: "td",
    columnheader: "th",
    table: "table",
    list: "ul,ol",
    listitem: "li",
    alert: "",
    status: "output",
    region: "section[aria-label],section[aria-labelledby]",
    figure: "figure",
    article: "article",
    form: "form",
    img: "img",
    progressbar: "progress",
  };
  const roots = within ? elementsOf(within.role, within.name, null) : [document];
  const selector = [`[role=${role}]`, ...(implicit[role] ? implicit[role].split(",").map((s) => `${s}:not([role])`) : [])].join(",");
  const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  /** What is read out: not what is decoration. */
  const read = (element) => {
    const copy = element.cloneNode(true);
    for (const hidden of copy.querySelectorAll("[aria-hidden=true]")) hidden.remove();
    return clean(copy.textContent);
  };
  const named = (element) => {
    const ids = element.getAttribute("aria-labelledby");
    if (ids) return clean(ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
    if (element.hasAttribute("aria-label")) return clean(element.getAttribute("aria-label"));
    if (element.labels?.length) return clean([...element.labels].map((label) => label.textContent).join(" "));
    if (element.alt) return clean(element.alt);
    return read(element) || clean(element.title) || clean(element.placeholder);
  };
  const fits = (text) => {
    if (name === null) return true;
    return typeof name === "string" ? text === name : new RegExp(name.source, name.flags).test(text);
  };
  const shown = (element) => {
    const target = element.matches("input[type=checkbox],input[type=radio]") ? (element.closest("label") ?? element) : element;
    return target.getClientRects().length > 0 && !element.closest("[aria-hidden=true],[inert]") &&
      getComputedStyle(target).visibility !== "hidden";
  };
  const found = roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  return [...new Set(found)].filter((element) => shown(element) && fits(named(element)));
}
