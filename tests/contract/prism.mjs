// Prism between us and a vendor: it holds every request and every reply to the vendor's own OpenAPI document.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../e2e/webdriver.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

/** The folder of the documents; null when it was left out on purpose. Anything else that is missing is an error. */
export function specs() {
  const asked = process.env.PATCHBAY_SPECS;
  if (asked === "none") {
    const line = "!".repeat(88);
    process.stderr.write(`${line}\n!!! PATCHBAY_SPECS=none: the contract tests did NOT run. Nothing is known of the contracts.\n${line}\n`);
    return null;
  }
  const folder = resolve(asked || join(HERE, "../../../shared/specs"));
  if (!existsSync(folder)) {
    throw new Error(`there are no OpenAPI documents in ${folder}: set PATCHBAY_SPECS to their folder, or to none to leave the contract tests out`);
  }
  return folder;
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Prism {
  #process;
  #log = "";
  #marks = 0;

  /** Checks what goes to `upstream` and what comes back; a request that breaks the document never gets there. */
  static proxy(document, upstream) {
    return Prism.#start(["proxy", document, upstream, "--errors"]);
  }

  /** Answers by itself with what the document says; `Prefer: code=422` chooses an answer. */
  static mock(document) {
    return Prism.#start(["mock", document]);
  }

  static async #start(args) {
    const self = new Prism();
    const port = await freePort();
    self.url = `http://127.0.0.1:${port}`;
    const prism = join(HERE, "node_modules/@stoplight/prism-cli/dist/index.js");
    self.#process = spawn(process.execPath, [prism, ...args, "-h", "127.0.0.1", "-p", String(port)], {
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [self.#process.stdout, self.#process.stderr]) {
      stream.on("data", (chunk) => {
        self.#log += chunk;
      });
    }
    try {
      await until("Prism listens", () => {
        if (self.#process.exitCode !== null) throw new Error("it ended");
        return self.#log.includes("Prism is listening");
      }, 60_000);
    } catch (error) {
      self.stop();
      throw new Error(`${error.message}\n${self.#log}`, { cause: error });
    }
    return self;
  }

  /** Its log up to now. It comes through a pipe, so a request of our own, which Prism must refuse, marks the end. */
  async #settled() {
    const mark = `/end-of-log-${++this.#marks}`;
    await fetch(this.url + mark);
    await until("Prism's log", () => this.#log.includes(`${mark} ✖`));
    return this.#log.split("\n").filter((line) => !line.includes("/end-of-log-"));
  }

  /** What broke the document so far: a line each. Answers with a status that the document does not name are here too. */
  async violations() {
    return (await this.#settled()).filter((line) => /Violation:|Request terminated with error/.test(line));
  }

  stop() {
    this.#process.kill();
  }
}
