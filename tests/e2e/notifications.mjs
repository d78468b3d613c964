// What applications ask the desktop to show: the calls of org.freedesktop.Notifications on the session bus of the test.
// Nobody has to take them for that, so that no desktop is needed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { command } from "./app.mjs";
import { until } from "./webdriver.mjs";

const PLACE = { dest: "org.freedesktop.Notifications", path: "/org/freedesktop/Notifications", name: "org.freedesktop.Notifications.Notify" };
const TRIAL = "a trial of the test";

/** Listens from now on; it has heard a call of its own when this is done. */
export async function listenForNotifications() {
  const running = spawn("dbus-monitor", ["--session", `type='method_call',destination='${PLACE.dest}',member='Notify'`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // A call is a line of its own; its arguments follow, those on the first level by three blanks.
  const calls = [];
  createInterface(running.stdout).on("line", (line) => {
    if (line.startsWith("method call ")) calls.push([]);
    const text = /^ {3}string "(.*)"$/.exec(line);
    if (text) calls.at(-1)?.push(text[1]);
  });
  const stop = async () => {
    if (running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill();
    await ended;
  };
  try {
    await once(running, "spawn");
    await until("the session bus can be listened to", async () => {
      const trial = ["--session", "--type=method_call", `--dest=${PLACE.dest}`, PLACE.path, PLACE.name, `string:${TRIAL}`];
      const { code, err } = await command("dbus-send", trial);
      if (code !== 0) throw new Error(err);
      return calls.some(([application]) => application === TRIAL);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    /** What was asked so far: by whom, and the two texts. A call counts once its last text came. */
    heard: () =>
      calls
        .filter((texts) => texts.length >= 4)
        .map(([application, , summary, body]) => ({ application, summary, body })),
    stop,
  };
}
