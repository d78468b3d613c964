// An S3 server on this machine (s3s-fs, whose buckets are folders), and a network before it that stands still when told.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { newFolder } from "./app.mjs";

export const BUCKET = "acme-exports";
export const KEY = "AKIAPATCHBAY";

const HEADER =
  "customer_id,business_unit,country,current_payment_method,pack_id,package,pack_price,pack_type,currency_code," +
  "valid_from_date,valid_to_date,payment_status,payment_type,payment_date,declined_reason,promotion_amount," +
  "promotion_code,coupon_code,cancellation_requested_date,classification";

/** A daily export of Evergent's with so many records. It is valid, unless its prices are something else. */
export function exported(records, price = "9.99") {
  const today = new Date().toISOString().slice(0, 10);
  const rows = [HEADER];
  for (let i = 0; i < records; i += 1) {
    rows.push(
      `cust-${i},Streamly US,US,Credit Card,pack-1,Gold monthly,${price},SVOD,USD,2026-01-01,2027-01-01,Posted,Renewal,${today},,,,,,Paid`,
    );
  }
  return `${rows.join("\n")}\n`;
}

/** Starts the server, for one access key with that secret. */
export async function startS3(secret) {
  const program = process.env.PATCHBAY_S3S ?? "s3s-fs";
  const root = newFolder("s3");
  mkdirSync(join(root, BUCKET));
  const args = ["--host", "127.0.0.1", "--port", "0", "--access-key", KEY, "--secret-key", secret, root];
  const running = spawn(program, args, { env: { ...process.env, RUST_LOG: "info" }, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((listening, failed) => {
    running.once("error", (error) => failed(new Error(`${program} does not start (${error.code}): ./dev setup installs it`)));
    running.once("exit", (code) => failed(new Error(`${program} ended with ${code} before it listened`)));
    createInterface(running.stdout).on("line", (line) => {
      const said = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (said) listening(Number(said[1]));
    });
  });
  return {
    port,
    pid: running.pid,
    /** Puts an object, written so many minutes ago; at once, as a store does. */
    put(key, content, minutesAgo = 1) {
      const [fresh, path] = [join(root, "fresh"), join(root, BUCKET, key)];
      const at = new Date(Date.now() - minutesAgo * 60_000);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(fresh, content);
      utimesSync(fresh, at, at);
      renameSync(fresh, path);
    },
    async stop() {
      if (running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, "exit");
      running.kill();
      await ended;
    },
  };
}

/** A port before another one. What it answers is counted, and stands still after so many bytes until it may go on. */
export async function networkBefore(port) {
  const connections = new Set();
  let left = Number.POSITIVE_INFINITY;
  let passed = 0;
  const listener = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    const end = () => {
      connections.delete(server);
      client.destroy();
      server.destroy();
    };
    connections.add(server);
    client.pipe(server);
    server.on("data", (piece) => {
      passed += piece.length;
      left -= piece.length;
      client.write(piece);
      if (left <= 0) for (const each of connections) each.pause();
    });
    for (const socket of [client, server]) socket.on("close", end).on("error", end);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    /** Bytes of answers that came through. */
    passed: () => passed,
    standStillAfter(bytes) {
      left = bytes;
    },
    goOn() {
      left = Number.POSITIVE_INFINITY;
      for (const each of connections) each.resume();
    },
    stop() {
      listener.close();
      for (const each of connections) each.destroy();
    },
  };
}
