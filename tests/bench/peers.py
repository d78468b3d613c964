"""The questions of the export benchmark, asked of DuckDB, polars and chDB: peers.py ENGINE WORK FILE [ARGUMENT].

Each answers the same question as Patchbay does, in the way its documentation recommends for a CSV of text columns,
on as many threads as Patchbay is given. What none of them does is left out of theirs: duplicate keys, order of dates,
places of faults. `try` imports the engine and says its version.
"""

import sys

COLUMNS = (
    "customer_id business_unit country current_payment_method pack_id package pack_price pack_type currency_code "
    "valid_from_date valid_to_date payment_status payment_type payment_date declined_reason promotion_amount "
    "promotion_code coupon_code cancellation_requested_date classification"
).split()
CATEGORIES = ["current_payment_method", "payment_status", "payment_type", "classification"]
LISTS = {
    "current_payment_method": ["Google Wallet", "App Store Billing", "Credit Card", "Roku Payment", "Coupon"],
    "payment_status": ["Declined", "Posted"],
    "payment_type": ["Renewal", "Purchase"],
    "classification": ["Paid", "Free Trial", "Retail"],
}
FILLED = ["customer_id", "business_unit", "pack_id", "package"]
CAPITALS = {"country": 2, "currency_code": 3}
# Column, and whether it must be filled.
DECIMALS = {"pack_price": True, "promotion_amount": False}
DATES = {
    "valid_from_date": True,
    "valid_to_date": True,
    "payment_date": False,
    "cancellation_requested_date": False,
}


def quoted(values):
    return "(" + ", ".join(f"'{v}'" for v in values) + ")"


def duckdb(work, file, argument, threads):
    import duckdb as engine

    if work == "try":
        return engine.__version__
    connection = engine.connect()
    connection.execute(f"SET threads={threads}")
    types = "{" + ", ".join(f"'{c}': 'VARCHAR'" for c in COLUMNS) + "}"
    table = f"read_csv('{file}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', columns={types})"

    def rule(test, column, required):
        return f"{column} IS NULL OR {test}" if required else f"{column} IS NOT NULL AND {test}"

    rules = (
        [f"{c} IS NULL" for c in FILLED]
        + [rule(f"NOT regexp_full_match({c}, '[A-Z]{{{n}}}')", c, True) for c, n in CAPITALS.items()]
        + [rule(f"{c} NOT IN {quoted(v)}", c, True) for c, v in LISTS.items()]
        + [rule(f"TRY_CAST({c} AS DECIMAL(12, 2)) IS NULL", c, must) for c, must in DECIMALS.items()]
        + [rule(f"TRY_CAST({c} AS DATE) IS NULL", c, must) for c, must in DATES.items()]
    )
    sql = {
        "count": f"SELECT count(*) FROM {table}",
        "head": f"SELECT * FROM {table} LIMIT 50",
        "slice": f"SELECT * FROM {table} LIMIT 50 OFFSET 4000000",
        "profile": f"SUMMARIZE SELECT * FROM read_csv('{file}')",
        "frequencies": f"SELECT {', '.join(f'histogram({c})' for c in CATEGORIES)} FROM {table}",
        "check": "SELECT " + ", ".join(f"count(*) FILTER (WHERE {r})" for r in rules) + f" FROM {table}",
        "find": f"SELECT * FROM {table} WHERE customer_id = '{argument}'",
    }[work]
    return connection.execute(sql).fetchall()


def polars(work, file, argument, threads):
    import os

    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as engine

    if work == "try":
        return engine.__version__
    text, column = engine.scan_csv(file, infer_schema=False), engine.col

    def rule(test, name, required):
        return column(name).is_null() | test if required else column(name).is_not_null() & test

    if work == "count":
        wanted = text.select(engine.len())
    elif work == "head":
        wanted = text.head(50)
    elif work == "slice":
        wanted = text.slice(4_000_000, 50)
    elif work == "profile":
        typed = engine.scan_csv(file, try_parse_dates=True, infer_schema_length=1000)
        wanted = typed.select(
            e.alias(f"{c}_{what}")
            for c in COLUMNS
            for what, e in [
                ("empty", column(c).null_count()),
                ("distinct", column(c).approx_n_unique()),
                ("min", column(c).min()),
                ("max", column(c).max()),
            ]
        )
    elif work == "frequencies":
        frame = text.select(CATEGORIES).collect(engine="streaming")
        return [frame[c].value_counts(sort=True) for c in CATEGORIES]
    elif work == "check":
        rules = (
            [column(c).is_null() for c in FILLED]
            + [rule(~column(c).str.contains(f"^[A-Z]{{{n}}}$"), c, True) for c, n in CAPITALS.items()]
            + [rule(~column(c).is_in(v), c, True) for c, v in LISTS.items()]
            + [rule(column(c).cast(engine.Decimal(12, 2), strict=False).is_null(), c, must) for c, must in DECIMALS.items()]
            + [rule(column(c).str.to_date("%Y-%m-%d", strict=False).is_null(), c, must) for c, must in DATES.items()]
        )
        wanted = text.select(r.sum().alias(str(i)) for i, r in enumerate(rules))
    elif work == "find":
        wanted = text.filter(column("customer_id") == argument)
    return wanted.collect(engine="streaming")


def chdb(work, file, argument, threads):
    import chdb as engine

    if work == "try":
        return engine.__version__
    table = f"file('{file}', CSVWithNames, '{', '.join(f'{c} String' for c in COLUMNS)}')"

    def rule(test, column, required):
        return f"{column} = '' OR {test}" if required else f"{column} != '' AND {test}"

    rules = (
        [f"{c} = ''" for c in FILLED]
        + [f"NOT match({c}, '^[A-Z]{{{n}}}$')" for c, n in CAPITALS.items()]
        + [f"{c} NOT IN {quoted(v)}" for c, v in LISTS.items()]
        + [rule(f"toDecimal64OrNull({c}, 2) IS NULL", c, must) for c, must in DECIMALS.items()]
        + [rule(f"toDateOrNull({c}) IS NULL", c, must) for c, must in DATES.items()]
    )
    sql = {
        "count": f"SELECT count() FROM file('{file}', CSVWithNames)",
        "head": f"SELECT * FROM {table} LIMIT 50",
        "slice": f"SELECT * FROM {table} LIMIT 50 OFFSET 4000000",
        "profile": "SELECT "
        + ", ".join(f"countIf({c} = ''), uniq({c}), min({c}), max({c})" for c in COLUMNS)
        + f" FROM {table}",
        "frequencies": f"SELECT {', '.join(f'topK(50, 3, {chr(39)}counts{chr(39)})({c})' for c in CATEGORIES)} FROM {table}",
        "check": "SELECT " + ", ".join(f"countIf({r})" for r in rules) + f" FROM {table}",
        "find": f"SELECT * FROM {table} WHERE customer_id = '{argument}'",
    }[work]
    return engine.query(f"{sql} SETTINGS max_threads={threads}")


if __name__ == "__main__":
    name, work = sys.argv[1:3]
    file = sys.argv[3] if len(sys.argv) > 3 else None
    threads = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    argument = sys.argv[5] if len(sys.argv) > 5 else None
    print({"duckdb": duckdb, "polars": polars, "chdb": chdb}[name](work, file, argument, threads))
