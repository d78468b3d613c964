"""The export engine beside its peers: the rows of the benchmark table, each asked of all in turns.

    exports.py --patchbay BIN --measure BIN --file CSV --dirty CSV [--rounds N] [--only a,b] [--python PYTHON] [--out JSON]

The files are in the page cache, as files are that were read from a disk.
Wall time and peak memory are those of the whole finished process, as the operating system accounts for them; the median
of the rounds counts. Only ratios within one run mean something. Nothing is asserted here: the table says what was
reached. Peers that are not installed are named, with the way to install them.
"""

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CATEGORIES = "current_payment_method,payment_status,payment_type,classification"

INSTALL = {
    "xan": "cargo install xan --locked",
    "rg": "apt-get install ripgrep",
    "duckdb": "pip install duckdb",
    "polars": "pip install polars",
    "chdb": "pip install chdb",
}


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("patchbay", "measure", "file", "dirty"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="a,b,c,d,e,f,g,all")
    parser.add_argument("--out")
    return parser.parse_args()


class Run:
    """One finished process."""

    def __init__(self, command):
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
            _, status, usage = os.wait4(child.pid, 0)
            self.wall = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            self.cpu = usage.ru_utime + usage.ru_stime
            self.megabytes = usage.ru_maxrss / 1024
            output.seek(0)
            self.output = output.read()
            # 1 is the exit code of a check that found faults.
            if child.returncode not in (0, 1) or (child.returncode == 1 and b'"verdict"' not in self.output):
                errors.seek(0)
                raise SystemExit(f"{' '.join(command)}\nended with {child.returncode}: {errors.read().decode()[-2000:]}")


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.TemporaryDirectory(prefix="patchbay-bench-")
        self.rows = []
        self.peers = [p for p in INSTALL if self.is_there(p)]

    def is_there(self, peer):
        if peer in ("xan", "rg"):
            found = shutil.which(peer) is not None
        else:
            found = subprocess.run([self.options.python, f"{HERE}/peers.py", peer, "try"], capture_output=True).returncode == 0
        if not found:
            print(f"not installed, and so not in the table: {peer} ({INSTALL[peer]})", file=sys.stderr)
        return found

    # ------------------------------------------------------------------------------------------------- commands

    def ask(self, engine, work, file, *more):
        return [self.options.python, f"{HERE}/peers.py", engine, work, file, str(self.options.threads), *more]

    def measure(self, work, file, *more):
        return [self.options.measure, work, file, "--threads", str(self.options.threads), *more]

    def patchbay(self, *words):
        return [self.options.patchbay, "--data-dir", self.data, "--json", "exports", *words, "--threads", str(self.options.threads)]

    @property
    def data(self):
        return os.path.join(self.folder.name, "data")

    def forget(self):
        """Nothing that an earlier run saved helps the next one."""
        for name in os.listdir(self.data) if os.path.isdir(self.data) else []:
            if name == "cache":
                shutil.rmtree(os.path.join(self.data, name))
        shutil.rmtree(os.path.join(self.folder.name, "cache"), ignore_errors=True)

    # ------------------------------------------------------------------------------------------------- a row

    def row(self, key, title, ours, peers, goal, fresh=True, inside=None):
        """Runs all commands in turns. `goal` gets the medians of ours and of the best peer and says what it asks for.

        `fresh`: forget what was saved before each of ours. `inside`: the seconds that ours printed count, not the
        process."""
        if key not in self.options.only.split(","):
            return None
        commands = {"Patchbay": ours} | {n: c for n, c in peers.items() if n.split()[0] in [*self.peers, "wc"]}
        seen = {name: [] for name in commands}
        for name, command in commands.items():  # the page cache, and whatever a peer sets up once
            if name == "Patchbay" and fresh:
                self.forget()
            Run(command)
        for _ in range(self.options.rounds):
            for name, command in commands.items():
                if name == "Patchbay" and fresh:
                    self.forget()
                run = Run(command)
                if name == "Patchbay" and inside:
                    run.wall = inside(json.loads(run.output))
                seen[name].append(run)
        walls = {name: statistics.median(r.wall for r in runs) for name, runs in seen.items()}
        memory = {name: statistics.median(r.megabytes for r in runs) for name, runs in seen.items()}
        rivals = {n: w for n, w in walls.items() if n not in ("Patchbay", "wc -l")}
        best = min(rivals.values(), default=None)
        asked, reached = goal(walls["Patchbay"], best)
        self.rows.append(
            {
                "row": key,
                "work": title,
                "walls": walls,
                "megabytes": memory,
                "best_peer": min(rivals, key=rivals.get, default=None),
                "ratio": walls["Patchbay"] / best if best else None,
                "goal": asked,
                "reached": reached,
            }
        )
        self.show(self.rows[-1])
        return walls

    def show(self, row):
        ratio = f"{row['ratio']:.3f} of {row['best_peer']}" if row["ratio"] else "no peer"
        print(f"\n{row['row']}. {row['work']}: {ratio}; goal {row['goal']}: {'reached' if row['reached'] else 'MISSED'}")
        for name, wall in sorted(row["walls"].items(), key=lambda item: item[1]):
            print(f"   {name:<24} {wall:>9.4f} s {row['megabytes'][name]:>8.0f} MB")
        sys.stdout.flush()

    # ------------------------------------------------------------------------------------------------- the table

    def run(self):
        o, file, dirty = self.options, self.options.file, self.options.dirty
        lay_out(file)
        lay_out(dirty)
        Run(self.patchbay("preview", file, "--rows", "1"))  # makes the data directory
        customer = a_customer(file)
        python = ("duckdb", "polars", "chdb")

        def of_best(limit):
            return lambda ours, best: (f"≤ {limit} × best peer", best is not None and ours <= limit * best)

        def seconds(limit):
            return lambda ours, _: (f"≤ {limit} s", ours <= limit)

        cache = os.path.join(self.folder.name, "cache")
        self.row(
            "a", "count records, quote-aware", self.measure("count", file),
            {"wc -l": ["wc", "-l", file], "xan parallel": ["xan", "parallel", "count", file], "xan": ["xan", "count", file]}
            | {p: self.ask(p, "count", file) for p in python},
            of_best(0.5),
        )
        self.row(
            "b", "build the index, and save it", self.measure("count", file, "--cache", cache),
            {"wc -l": ["wc", "-l", file]}, seconds(0.10),
        )
        self.row(
            "b", "a page at record 4,000,000, in the engine", self.measure("page", file, "--record", "4000000"),
            {}, seconds(0.001), fresh=False, inside=lambda told: told["seconds"],
        )
        Run(self.patchbay("check", file))  # saves the index and who is where
        self.row(
            "b", "a page at record 4,000,000, cold process, index saved",
            self.patchbay("preview", file, "--start", "4000000", "--rows", "50"),
            {"xan": ["xan", "slice", "-s", "4000000", "-l", "50", file]} | {p: self.ask(p, "slice", file) for p in python},
            seconds(0.02), fresh=False,
        )
        self.row(
            "c", "first 50 records", self.patchbay("preview", file, "--rows", "50"),
            {"xan": ["xan", "head", "-l", "50", file]} | {p: self.ask(p, "head", file) for p in python},
            of_best(1.0),
        )
        d = self.row(
            "d", "statistics of all 20 columns, distinct too", self.patchbay("profile", file),
            {"xan no distinct": ["xan", "stats", "-p", file]} | {p: self.ask(p, "profile", file) for p in python},
            of_best(1 / 3),
        )
        self.row(
            "e", "frequencies of the 4 categorical columns",
            self.patchbay("profile", file, *(w for c in CATEGORIES.split(",") for w in ("--column", c))),
            {"xan": ["xan", "freq", "-p", "-s", CATEGORIES, file]} | {p: self.ask(p, "frequencies", file) for p in python},
            of_best(1 / 3),
        )
        f = self.row(
            "f", "check against the trait spec (ours: duplicate keys and places too)", self.patchbay("check", dirty),
            {p: self.ask(p, "check", dirty) for p in python}, of_best(1 / 3),
        )
        searches = {
            "rg": ["rg", "-c", customer, file],
            "xan": ["xan", "search", "-e", "-s", "customer_id", customer, file],
        } | {p: self.ask(p, "find", file, customer) for p in python}
        self.row("g", "find one customer, nothing saved", self.patchbay("find", file, "--customer", customer), searches, seconds(0.15))
        Run(self.patchbay("check", file))
        self.row(
            "g", "find one customer, cold process, index saved", self.patchbay("find", file, "--customer", customer),
            {}, seconds(0.02), fresh=False,
        )
        self.row(
            "g", "find one customer, in the engine", self.measure("find", file, "--customer", customer),
            {}, seconds(0.001), fresh=False, inside=lambda told: told["seconds"],
        )
        if d and f:
            rivals = [d[p] + f[p] for p in python if p in d and p in f]
            best = min(rivals, default=None)

            def both(ours, _):
                if best is None:
                    return "≤ 0.25 × the best peer's d + f", False
                return f"≤ 0.25 × the best peer's d + f ({ours / best:.3f} of {best:.2f} s)", ours <= best / 4

            self.row("all", "check and profile in one pass", self.measure("examine", dirty), {}, both)
        if o.out:
            with open(o.out, "w") as out:
                json.dump({"threads": o.threads, "rounds": o.rounds, "rows": self.rows}, out, indent=1)
        missed = [f"{r['row']} ({r['work']})" for r in self.rows if not r["reached"]]
        print(f"\nmissed: {', '.join(missed)}" if missed else "\nevery goal is reached")


def lay_out(path):
    """Has a file lie in the page cache as one does that was read from a disk, not as one that was just written.

    The kernel then keeps it in large pieces, which all of these programs gain by, and results are the same from run to run."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(8 << 20):
            pass


def a_customer(file):
    """One from the last fifth of the file."""
    with open(file, "rb") as source:
        source.seek(os.path.getsize(file) * 9 // 10)
        lines = source.read(1 << 16).decode(errors="replace").split("\n")[1:-1]
    for record in csv.reader(lines):
        if len(record) == 20 and len(record[0]) == 36:
            return record[0]
    raise SystemExit(f"{file} has no customer_id at nine tenths of its length")


if __name__ == "__main__":
    Bench(arguments()).run()
