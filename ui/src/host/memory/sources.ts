// Two sources: one whose files come daily, one whose store cannot be reached.
import type { PullView, RemoteObject, SourceSettings, SourceView } from "..";
import type { Handlers } from ".";
import { failure, inSteps } from ".";
import { COLUMNS, cellsOf } from "./export-files";
import { before, type State } from "./state";

const DAY = 24 * 60;
const dayOf = (minutes: number) => before(minutes).slice(0, 10);
const keyOf = (day: string) => `daily/evergent-${day}.csv.gz`;

function pulls(): PullView[] {
  return Array.from({ length: 24 }, (_, i) => i)
    .filter((i) => i !== 6)
    .map((i): PullView => {
      const minutes = i * DAY + 190;
      const rows = i === 0 ? 31_022 : 51_200 - i * 140 + (i % 3) * 80;
      const invalid = i === 9;
      return {
        id: 100 - i,
        day: dayOf(minutes),
        key: keyOf(dayOf(minutes)),
        bytes: rows * 61,
        modified: before(minutes + 25),
        rows,
        verdict: invalid ? "invalid" : i % 4 === 0 ? "valid_with_warnings" : "valid",
        broken: i === 0 ? ["smaller"] : invalid ? ["invalid"] : [],
        pulled_at: before(minutes),
        ...(i < 2 ? { path: `/home/ada/.local/share/patchbay/pulled/${keyOf(dayOf(minutes))}` } : {}),
        ...(i < 2 ? { export: 2 - i } : {}),
      };
    });
}

export function someSources(): SourceView[] {
  return [
    {
      name: "evergent-daily",
      bucket: "acme-exports",
      prefix: "daily/evergent",
      region: "eu-west-1",
      access_key: "AKIAEXAMPLE7",
      keep: 2,
      due: "06:30",
      late_minutes: 90,
      smaller_percent: 20,
      larger_percent: 50,
      secret: "present",
      next_due: before(-20 * 60),
      pulling: false,
      looked_at: before(190),
      alerts: [
        {
          source: "evergent-daily",
          kind: "smaller",
          day: dayOf(190),
          message: "the file has 31,022 records, 39 % fewer than the day before",
          remedy: "Compare it with the day before, and ask the vendor whether the export ended early",
          raised_at: before(188),
        },
      ],
      pulls: pulls(),
    },
    {
      name: "minio-archive",
      bucket: "archive",
      region: "us-east-1",
      endpoint: "https://minio.streamly.example",
      style: "path",
      access_key: "archive-reader",
      keep: 7,
      late_minutes: 60,
      secret: "missing",
      pulling: false,
      looked_at: before(60),
      error: failure("unreachable", "minio.streamly.example cannot be found", {
        stage: "dns",
        hint: "look whether the endpoint is written right, and whether this machine is in the right network",
        retryable: true,
      }),
      alerts: [],
      pulls: [],
    },
  ];
}

function found(state: State, name: string): SourceView {
  const source = state.sources.find((s) => s.name === name);
  if (!source) throw failure("not_found", `there is no source ${name}`, { hint: "Add one under Exports" });
  return source;
}

function objectsOf(source: SourceView): RemoteObject[] {
  if (source.error) throw source.error;
  const daily = Array.from({ length: 400 }, (_, i): RemoteObject => {
    const key = keyOf(dayOf(i * DAY + 190));
    const pulled = source.pulls.find((p) => p.key === key && p.export !== undefined)?.export;
    return {
      key,
      bytes: (51_200 - i * 90) * 61,
      modified: before(i * DAY + 215),
      export: true,
      ...(pulled === undefined ? {} : { pulled }),
    };
  });
  return [{ key: "daily/evergent-README.txt", bytes: 812, modified: before(60), export: false }, ...daily];
}

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

function judged(settings: SourceSettings) {
  if (!/^[a-z][a-z0-9-]*$/.test(settings.name)) {
    throw failure("invalid", `${JSON.stringify(settings.name)} cannot be a source's name`, {
      field: "name",
      hint: "Use up to 40 lower-case letters, digits and dashes, a letter first: evergent-daily",
    });
  }
  if (settings.bucket.includes("/")) {
    throw failure("invalid", `${JSON.stringify(settings.bucket)} cannot be the name of a bucket`, {
      field: "bucket",
      hint: "Give its bare name, without s3:// and folders: acme-exports",
    });
  }
  if (settings.due !== undefined && !isTime(settings.due)) {
    throw failure("invalid", `${JSON.stringify(settings.due)} is not a time of day`, {
      field: "due",
      hint: "Give hours and minutes: 06:30",
    });
  }
}

export const sourceHandlers: Handlers = {
  "sources.list": (_, { state }) => state.sources,
  "sources.save": ({ settings, secret }, { state }) => {
    judged(settings);
    const there = state.sources.find((s) => s.name === settings.name);
    const saved: SourceView = {
      keep: 14,
      late_minutes: 60,
      ...settings,
      secret:
        settings.access_key === undefined || secret === ""
          ? "missing"
          : secret === undefined
            ? (there?.secret ?? "missing")
            : "present",
      pulling: false,
      alerts: there?.alerts ?? [],
      pulls: there?.pulls ?? [],
      ...(settings.due === undefined ? {} : { next_due: before(-8 * 60) }),
    };
    state.sources = [...state.sources.filter((s) => s.name !== saved.name), saved];
    return saved;
  },
  "sources.remove": ({ name }, { state }) => {
    const { pulls: pulled } = found(state, name);
    state.sources = state.sources.filter((s) => s.name !== name);
    return { name, files: pulled.filter((p) => p.path).length };
  },
  "sources.check": async ({ name }, call) => {
    const source = found(call.state, name);
    await inSteps(call, ["Reaching the store", "Listing the bucket", "Reading an object"], call.state.pause);
    if (source.error) {
      return {
        name,
        verdict: "unreachable",
        checks: [{ what: "Store", verdict: "unreachable", detail: source.error.message }],
      };
    }
    return {
      name,
      verdict: "proven",
      checks: [
        { what: "List the bucket", verdict: "proven", detail: "401 objects begin with daily/evergent" },
        { what: "Read an object", verdict: "proven", detail: "The newest export can be read" },
      ],
    };
  },
  "sources.objects": async ({ name, start = 0, rows = 100 }, { state }) => {
    const objects = objectsOf(found(state, name));
    if (state.pause > 0) await new Promise((resolve) => setTimeout(resolve, state.pause));
    return { total: objects.length, start, objects: objects.slice(start, start + rows) };
  },
  "sources.preview": ({ name, key, rows = 100 }, { state }) => {
    const object = objectsOf(found(state, name)).find((o) => (key === undefined ? o.export : o.key === key));
    if (!object) throw failure("not_found", `there is no ${key}`, { field: "key" });
    if (!object.export)
      throw failure("file", `${object.key} is not a CSV file`, { hint: "Choose an export" });
    return {
      key: object.key,
      bytes: object.bytes,
      modified: object.modified,
      whole: false,
      page: {
        file: object.key,
        columns: COLUMNS,
        start: 0,
        rows: Array.from({ length: rows }, (_, i) => cellsOf(i)),
      },
    };
  },
  "sources.pull": async ({ name, key, if_new: ifNew }, call) => {
    const source = found(call.state, name);
    if (source.error) throw source.error;
    const newest = source.pulls[0];
    const wanted = key ?? newest?.key ?? keyOf(dayOf(0));
    if (ifNew && newest?.key === wanted) {
      return { pulled: false, pull: newest, alerts: source.alerts, removed: 0 };
    }
    const total = 3_123_200;
    for (let step = 0; step < 10 && call.state.pause > 0; step += 1) {
      call.onProgress?.({ what: `Downloading ${wanted}`, done: (total / 10) * step, total });
      await new Promise((resolve) => setTimeout(resolve, call.state.pause / 2));
      call.signal?.throwIfAborted();
    }
    const pull: PullView = {
      id: 101,
      day: dayOf(0),
      key: wanted,
      bytes: total,
      modified: before(10),
      rows: 51_480,
      verdict: "valid_with_warnings",
      broken: [],
      pulled_at: before(0),
      path: `/home/ada/.local/share/patchbay/pulled/${wanted}`,
      export: 2,
    };
    source.pulls = [pull, ...source.pulls.filter((p) => p.key !== wanted)];
    source.alerts = [];
    return { pulled: true, pull, alerts: [], removed: 1 };
  },
  "sources.dismiss": ({ name, kind }, { state }) => {
    const source = found(state, name);
    source.alerts = source.alerts.filter((a) => a.kind !== kind);
    return {};
  },
};
