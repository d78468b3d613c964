// The command line and its sandbox, as the contract tests use them: one data directory, one JSON document a call.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const bin = () => {
  const folder = process.env.PATCHBAY_BIN;
  if (!folder) throw new Error("PATCHBAY_BIN is unset: start the contract tests with ./dev contract");
  return join(folder, "patchbay");
};

export class Cli {
  #folder = mkdtempSync(join(tmpdir(), "patchbay-contract-"));
  #sandbox;

  /** Starts the sandbox; `url`, `connectors`, `users` and `rehearsals` are those of its line. */
  static async start() {
    const self = new Cli();
    self.#sandbox = spawn(bin(), ["sandbox"], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: self.#sandbox.stdout });
    const ended = new Promise((_, reject) => {
      self.#sandbox.once("error", reject);
      self.#sandbox.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
    });
    ended.catch(() => {});
    const line = await Promise.race([new Promise((read) => lines.once("line", read)), ended]);
    return Object.assign(self, JSON.parse(line));
  }

  /** What a command answers, also when it ends with 1 and a document; `input` goes to its standard input. */
  call(args, input = "") {
    return new Promise((resolve, reject) => {
      const child = execFile(bin(), ["--data-dir", this.#folder, "--json", ...args], { maxBuffer: 64 << 20 }, (error, out, err) => {
        if (out.trim()) resolve(JSON.parse(out));
        else reject(new Error(`patchbay ${args.join(" ")}: ${err || error?.message}`));
      });
      child.stdin.on("error", () => {}); // a command that reads nothing may have ended before
      child.stdin.end(input);
    });
  }

  /** Points a connector of the sandbox to other addresses, with the demo's other settings and secrets, and activates it. */
  async use(id, settings) {
    const demo = this.connectors[id];
    const values = Object.entries({ ...demo.settings, ...settings });
    await this.call(["connectors", "set", id, ...values.flatMap(([key, value]) => ["--set", `${key}=${value}`])]);
    for (const [key, value] of Object.entries(demo.secrets)) {
      await this.call(["connectors", "set", id, "--secret", key], value);
    }
    await this.call(["connectors", "set", id, "--active", "true"]);
  }

  /** The arguments of an action for one of the sandbox's users. */
  order(id, action, number, params, traits) {
    const user = this.users.find((known) => known.id === `cust-${number}`);
    const pairs = (flag, values) => Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
    return [id, action, "--user", user.id, ...pairs("--trait", { ...user.traits, ...traits }), ...pairs("--param", params)];
  }

  stop() {
    this.#sandbox?.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
