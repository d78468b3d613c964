import { expect, test } from "vitest";
import { askAhead, atStart } from "./ahead";
import { failure, memoryHost } from "./memory";

test("the questions of every start are asked once, before anybody asks", async () => {
  const memory = memoryHost();
  const starting = memory.startup();
  const host = askAhead(memory, starting);
  const { app } = await starting;
  const asked = () => memory.calls.map((call) => call.name);
  expect(asked()).toEqual([...atStart]);
  expect((await host.call("home.show", {}, { app })).app.id).toBe(app);
  expect(asked()).toEqual([...atStart]);
  await host.call("home.show", {}, { app });
  expect(asked()).toEqual([...atStart, "home.show"]);
});

test("an answer for one app is never given for another", async () => {
  const memory = memoryHost();
  const starting = memory.startup();
  const host = askAhead(memory, starting);
  const { app } = await starting;
  const other = memory.state.apps.find(({ id }) => id !== app)?.id ?? "";
  expect((await host.call("home.show", {}, { app: other })).app.id).toBe(other);
});

test("an answer that nobody took is old once something else was asked", async () => {
  const memory = memoryHost();
  const starting = memory.startup();
  const host = askAhead(memory, starting);
  const { app } = await starting;
  await host.call("history.list", {}, { app });
  await host.call("home.show", {}, { app });
  expect(memory.calls.filter(({ name }) => name === "home.show")).toHaveLength(2);
});

test("a failed question is heard by whoever takes it, and nothing is asked without a workspace", async () => {
  const thrown = failure("storage", "the database cannot be read");
  const memory = memoryHost({
    handlers: {
      "home.show": () => {
        throw thrown;
      },
    },
  });
  const starting = memory.startup();
  const host = askAhead(memory, starting);
  const { app } = await starting;
  await expect(host.call("home.show", {}, { app })).rejects.toMatchObject({ code: "storage" });

  const closed = memoryHost({ startup: { error: thrown } });
  const failing = closed.startup();
  askAhead(closed, failing);
  await failing;
  expect(closed.calls).toEqual([]);
});
