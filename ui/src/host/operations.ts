// Generated from the list of operations (crates/workspace/src/operations). Do not edit: ./dev generate

/**
 * What a success of the vendor proves.
 */
export type Acceptance = "recorded" | "queued" | "silent" | "no_change";

/**
 * One operation of a connector.
 */
export type Action = { 
/**
 * Stable id: `cancel_subscription`.
 */
id: string, 
/**
 * What people read: "Cancel subscription".
 */
name: string, 
/**
 * What happens to the subscriber, and whether it can be undone.
 */
description: string, 
/**
 * The traits that it needs: one of each group.
 */
requires: Array<Array<string>>, 
/**
 * What can be chosen.
 */
params: Array<Param>, 
/**
 * What it comes to for the subscriber: by it a chain of actions is judged.
 */
effect: Effect, 
/**
 * Takes something away from the subscriber, or cannot be undone in place.
 */
destructive: boolean, 
/**
 * May charge or refund money.
 */
moves_money: boolean, 
/**
 * A real person sees it at once, such as a notification on their device.
 */
reaches_person: boolean, 
/**
 * What makes a repeat harmless, if anything.
 */
idempotency: Idempotency, 
/**
 * What a success of the vendor proves.
 */
acceptance: Acceptance, };

/**
 * An action, in short.
 */
export type ActionShort = { 
/**
 * Stable id.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * Takes something away, or cannot be undone in place.
 */
destructive: boolean, 
/**
 * May charge or refund money.
 */
moves_money: boolean, 
/**
 * A real person sees it at once.
 */
reaches_person: boolean, 
/**
 * The traits that it needs: one of each group.
 */
requires: Array<Array<string>>, 
/**
 * Its parameters.
 */
params: Array<ParamView>, };

/**
 * Where an action of a chain stands.
 */
export type ActionState = { "state": "planned" } | { "state": "unplanned", 
/**
 * Why.
 */
error: Error, } | { "state": "would_show", 
/**
 * The address with its placeholders filled in.
 */
url: string, } | { "state": "left_out", 
/**
 * Why, in a sentence.
 */
why: string, } | { "state": "done", 
/**
 * What came of it.
 */
run: RunView, } | { "state": "shown", 
/**
 * The address.
 */
url: string, } | { "state": "failed", 
/**
 * Why.
 */
error: Error, } | { "state": "skipped", 
/**
 * The id of that action.
 */
after: string, };

/**
 * An action and where it belongs.
 */
export type ActionView = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The connector's name.
 */
connector_name: string, 
/**
 * Whether the connector is switched on.
 */
active: boolean, 
/**
 * Stable id: `cancel_subscription`.
 */
id: string, 
/**
 * What people read: "Cancel subscription".
 */
name: string, 
/**
 * What happens to the subscriber, and whether it can be undone.
 */
description: string, 
/**
 * The traits that it needs: one of each group.
 */
requires: Array<Array<string>>, 
/**
 * What can be chosen.
 */
params: Array<Param>, 
/**
 * What it comes to for the subscriber: by it a chain of actions is judged.
 */
effect: Effect, 
/**
 * Takes something away from the subscriber, or cannot be undone in place.
 */
destructive: boolean, 
/**
 * May charge or refund money.
 */
moves_money: boolean, 
/**
 * A real person sees it at once, such as a notification on their device.
 */
reaches_person: boolean, 
/**
 * What makes a repeat harmless, if anything.
 */
idempotency: Idempotency, 
/**
 * What a success of the vendor proves.
 */
acceptance: Acceptance, };

/**
 * Which actions to list.
 */
export type ActionsRequest = { 
/**
 * Only this connector's.
 */
connector?: string, };

/**
 * Where the bucket's name stands in its address.
 */
export type AddressStyle = "path" | "virtual_host";

/**
 * A broken rule, kept until the next good pull or until it is dismissed.
 */
export type Alert = { 
/**
 * The source's name.
 */
source: string, 
/**
 * Which rule.
 */
kind: AlertKind, 
/**
 * The day that it is about, `YYYY-MM-DD`.
 */
day: string, 
/**
 * One sentence with what was seen.
 */
message: string, 
/**
 * What to do.
 */
remedy: string, 
/**
 * When it was raised, RFC 3339.
 */
raised_at: string, };

/**
 * Names an alert.
 */
export type AlertId = { 
/**
 * The source's name.
 */
name: string, 
/**
 * Which rule.
 */
kind: AlertKind, };

/**
 * Which rule is broken, the gravest first.
 */
export type AlertKind = "missing" | "failed" | "invalid" | "smaller" | "larger" | "late";

/**
 * An app.
 */
export type App = { 
/**
 * Stable id: `default`.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * The company that owns it.
 */
company: string, 
/**
 * What kind of accounts it talks to.
 */
environment: Environment, 
/**
 * IANA time zone, for dates and schedules.
 */
time_zone: string, };

/**
 * Changes to the app of the call; what is absent stays.
 */
export type AppChange = { 
/**
 * What people read.
 */
name?: string, 
/**
 * What kind of accounts it talks to. A sandbox app stays one.
 */
environment?: Environment, 
/**
 * IANA time zone.
 */
time_zone?: string, };

/**
 * An action as an editor offers it.
 */
export type AssignableAction = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * Whether its connector is active: only then it can be assigned.
 */
active: boolean, };

/**
 * An [`Assumption`] that a plan rests on, as it was worded when the plan was made: it is kept with the run.
 */
export type Assumed = { 
/**
 * What it is about: the id of an action or catalogue, the key of a trait or parameter.
 */
about: string, 
/**
 * The assumption, and where it can be overridden.
 */
text: string, 
/**
 * The key of the setting that overrides it, if one does.
 */
setting: string | null, };

/**
 * Something about the vendor that is assumed, not seen.
 */
export type Assumption = { 
/**
 * What it is about: the id of an action or catalogue, the key of a setting or trait, or `connector`.
 */
about: string, 
/**
 * The assumption, and where it can be overridden.
 */
text: string, 
/**
 * The key of the setting that overrides it, if one does.
 */
setting: string | null, };

/**
 * Something that needs attention, with the way to it.
 */
export type Attention = { 
/**
 * How urgent.
 */
urgency: Urgency, 
/**
 * One sentence that names the thing.
 */
title: string, 
/**
 * The remedy.
 */
remedy: string, 
/**
 * The screen that leads to it: `/connectors/chargify`, `/history/RUN`.
 */
link: string, };

/**
 * What a batch came to. Each cell began from a fresh sandbox, so no cell depends on another.
 */
export type Batch = { 
/**
 * The cells, by prompt, interaction and user.
 */
cells: Array<BatchCell>, 
/**
 * Cells that were not rehearsed, because it was cancelled.
 */
left: number, };

/**
 * One user and one interaction.
 */
export type BatchCell = { 
/**
 * The prompt's id.
 */
prompt: string, 
/**
 * The prompt's name.
 */
prompt_name: string, 
/**
 * What the subscriber does.
 */
interaction: Interaction, 
/**
 * The user's id.
 */
user: string, 
/**
 * The rehearsal's id.
 */
rehearsal: string, 
/**
 * Whether every action succeeded that its condition did not leave out.
 */
succeeded: boolean, 
/**
 * One sentence on what came of it.
 */
summary: string, };

/**
 * A table of users and interactions, to be rehearsed in the sandbox.
 */
export type BatchRequest = { 
/**
 * The prompts' ids; all of the app when empty.
 */
prompts: Array<string>, 
/**
 * The interactions; all that trigger anything when empty.
 */
interactions: Array<Interaction>, 
/**
 * Test users' ids, at least one.
 */
users: Array<string>, 
/**
 * What the subscribers fill into the forms.
 */
form: { [key in string]: string }, };

/**
 * A list that is synced from the vendor to fill choices.
 */
export type Catalogue = { 
/**
 * Stable id: `products`.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * What one entry is.
 */
help: string, };

/**
 * An entry and when it was first and last seen.
 */
export type CatalogueEntry = { 
/**
 * When it was first synced, RFC 3339.
 */
first_seen: string, 
/**
 * When the vendor last listed it, RFC 3339.
 */
last_seen: string, 
/**
 * What an action's parameter holds: a handle, a code, an id.
 */
id: string, 
/**
 * What people read: "Gold".
 */
name: string, 
/**
 * The shelf it stands on: a product family.
 */
group?: string, 
/**
 * The rest in one line: "49.00 USD every month, 14 days trial".
 */
detail?: string, 
/**
 * Whether it can still be used.
 */
state: ItemState, 
/**
 * The vendor's own fields that are worth keeping.
 */
fields: Record<string, unknown>, };

/**
 * A window of a catalogue.
 */
export type CataloguePage = { 
/**
 * The entries.
 */
items: Array<CatalogueEntry>, 
/**
 * How many fit the search in all.
 */
total: number, 
/**
 * When it was last synced, RFC 3339; absent if never.
 */
synced_at?: string, };

/**
 * One catalogue's state.
 */
export type CatalogueStatus = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The connector's name.
 */
connector_name: string, 
/**
 * Whether the connector is switched on.
 */
active: boolean, 
/**
 * The catalogue's id.
 */
kind: string, 
/**
 * What people read.
 */
name: string, 
/**
 * Entries that can be chosen.
 */
usable: number, 
/**
 * Entries archived or expired.
 */
archived: number, 
/**
 * When it was last synced; absent if never.
 */
synced_at?: string, 
/**
 * Why the last sync failed, if it did.
 */
error?: Error, };

/**
 * The shelf that a connector stands on.
 */
export type Category = "billing" | "crm_marketing" | "analytics_events" | "app_stores_push";

/**
 * A cell that differs.
 */
export type CellChange = { 
/**
 * The column.
 */
column: string, 
/**
 * What the old file says; absent for an added record.
 */
old?: string, 
/**
 * What the new file says; absent for a removed record.
 */
new?: string, };

/**
 * Names a cell.
 */
export type CellRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * The record, from 0 after the header.
 */
record: number, 
/**
 * The cell's index in its record.
 */
column: number, 
/**
 * The byte to begin with: 0, or the `next` of the answer before.
 */
from?: number, 
/**
 * At most so many bytes of it; 1,048,576 when absent, and never more.
 */
limit?: number, };

/**
 * A cell, or a part of it.
 */
export type CellText = { 
/**
 * What is in it, from there on.
 */
text: string, 
/**
 * Where `text` begins in the cell, in bytes.
 */
from: number, 
/**
 * Where to go on; absent where the cell ends with `text`.
 */
next?: number, 
/**
 * Length of the whole cell in bytes (of UTF-8, where the file is UTF-16).
 */
bytes: number, };

/**
 * One action of a chain.
 */
export type ChainAction = { 
/**
 * Names it among the actions of its prompt, wherever it is moved: `a1`.
 */
id: string, 
/**
 * What it does.
 */
does: Does, 
/**
 * Only for users of whom this is true; for everybody when absent.
 */
only_if?: TraitCondition, 
/**
 * What becomes of the rest of the chain when it does not succeed.
 */
on_error: OnError, };

/**
 * When a connector is synced from now on.
 */
export type ChangedSchedule = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * What people read.
 */
connector_name: string, 
/**
 * Whether the connector is switched on: only then it is synced.
 */
active: boolean, 
/**
 * Each day at that time, in the app's time zone; absent: by hand only.
 */
due?: string, 
/**
 * When that is next, RFC 3339.
 */
next_due?: string, };

/**
 * One thing that was checked.
 */
export type Check = { 
/**
 * The thing: "Credentials", "Read products".
 */
what: string, 
/**
 * What is known of it now.
 */
verdict: Verdict, 
/**
 * One sentence with what was seen, and the remedy when it is not good.
 */
detail: string, };

/**
 * The result of a check: every fault of a file, counted exactly.
 */
export type CheckReport = { 
/**
 * The path the export was opened with.
 */
file: string, 
/**
 * Length in bytes.
 */
bytes: number, 
/**
 * Number of records after the header. Blank lines are none.
 */
rows: number, 
/**
 * Column names in the order of the file.
 */
columns: Array<string>, 
/**
 * Name of the trait spec.
 */
spec: string, 
/**
 * What it comes to.
 */
verdict: ExportVerdict, 
/**
 * The faults: errors before warnings, then by kind, by column in the order of the spec, and by count.
 */
issues: Array<Issue>, 
/**
 * How many customers there are; absent where the columns that tell are.
 */
customers?: Customers, };

/**
 * What to check against.
 */
export type CheckRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * The trait spec; the one that fits the header best when absent.
 */
spec?: SpecChoice, };

/**
 * What a check proved.
 */
export type CheckView = { 
/**
 * The connector's id.
 */
id: string, 
/**
 * The worst of the checks.
 */
verdict: Verdict, 
/**
 * Thing by thing.
 */
checks: Array<Check>, };

/**
 * What a check proved.
 */
export type CheckedSource = { 
/**
 * The source's name.
 */
name: string, 
/**
 * The worst of the checks.
 */
verdict: Verdict, 
/**
 * Thing by thing.
 */
checks: Array<Check>, };

/**
 * One entry of a fixed list.
 */
export type Choice = { 
/**
 * What is sent or kept.
 */
value: string, 
/**
 * What people read.
 */
label: string, };

/**
 * How many runs were removed.
 */
export type Cleared = { 
/**
 * Runs removed.
 */
runs: number, };

/**
 * What a host branches on. A variant exists only where one does.
 */
export type Code = "invalid" | "not_found" | "ambiguous" | "forbidden" | "confirmation_needed" | "not_ready" | "plan_gone" | "keychain" | "refused" | "unreachable" | "unknown" | "cancelled" | "file" | "file_changed" | "storage" | "already_running" | "internal";

/**
 * A column of a spec.
 */
export type Column = { 
/**
 * The trait's name, by which the rest of the spec refers to it.
 */
name: string, 
/**
 * What the file's header calls it, if not by its name.
 */
header: string | null, 
/**
 * Whether a file may do without this column. If not, its absence is a `missing_column`.
 */
optional: boolean, 
/**
 * How grave it is if the file has this column and another one is its first: a `column_order` issue. Not told if
 * absent.
 */
first: Severity | null, 
/**
 * Whether every day's file should have that day in this column: one that has not is doubted, not judged.
 */
daily: boolean, 
/**
 * What an empty cell is.
 */
empty: Empty, 
/**
 * What a filled cell must be.
 */
rule: Rule, };

/**
 * What changed in one column.
 */
export type ColumnChange = { 
/**
 * The column.
 */
name: string, 
/**
 * Records of both files with another cell in it.
 */
changed: number, 
/**
 * Values that only the new file has, most frequent first, at most ten; none where [`values`](Self::values) is false.
 */
appeared: Array<Frequent>, 
/**
 * Values that only the old file has.
 */
vanished: Array<Frequent>, 
/**
 * False where a file has too many distinct values in the column to tell new from vanished ones.
 */
values: boolean, };

/**
 * What one column holds, over the records that have as many cells as the header.
 */
export type ColumnProfile = { 
/**
 * The column, as the file's header calls it.
 */
name: string, 
/**
 * What at least 95 % of the filled cells are.
 */
type: ColumnType, 
/**
 * How its dates are written, if they are dates: as most of them can be read.
 */
format?: DateFormat, 
/**
 * Cells with nothing in them.
 */
empty: number, 
/**
 * Cells with something in them.
 */
filled: number, 
/**
 * Filled cells that are not of the column's type.
 */
odd: number, 
/**
 * Distinct filled values.
 */
distinct: number, 
/**
 * True if `distinct` was counted; false if it is a `HyperLogLog` estimate (standard error about 1 %).
 */
distinct_exact: boolean, 
/**
 * The least value of the column's type, as it is written; by number, by date, or by bytes.
 */
min?: string, 
/**
 * The greatest.
 */
max?: string, 
/**
 * Bytes of the longest cell.
 */
longest: number, 
/**
 * The most frequent filled values, at most ten, most frequent first; the counts are exact.
 */
top: Array<Frequent>, 
/**
 * True if these are the most frequent ones; false if they are those that a sample of the file found frequent.
 */
top_exact: boolean, 
/**
 * How numbers and dates are spread.
 */
histogram?: Histogram, };

/**
 * What the cells of a column are.
 */
export type ColumnType = "empty" | "boolean" | "number" | "date" | "string";

/**
 * Two exports to compare.
 */
export type CompareRequest = { 
/**
 * The earlier export's handle.
 */
old: string, 
/**
 * The later one's.
 */
new: string, 
/**
 * The columns whose values together name a record; those that both files have of the usual ones when absent.
 */
key?: Array<string>, };

/**
 * Names a comparison.
 */
export type ComparisonId = { 
/**
 * Its handle.
 */
comparison: string, };

/**
 * A comparison of two exports.
 */
export type ComparisonView = { 
/**
 * Its handle, for its differences.
 */
comparison: string, 
/**
 * The earlier file.
 */
old: Side, 
/**
 * The later one.
 */
new: Side, 
/**
 * The columns whose values together name a record.
 */
key: Array<string>, 
/**
 * Records whose key only the new file has.
 */
added: number, 
/**
 * Records whose key only the old file has.
 */
removed: number, 
/**
 * Records of both, with another cell in a column that both files have.
 */
changed: number, 
/**
 * Records of both that say the same.
 */
unchanged: number, 
/**
 * The columns that both files have, in the order of the new one.
 */
columns: Array<ColumnChange>, 
/**
 * Columns that only the new file has.
 */
new_columns: Array<string>, 
/**
 * Columns that only the old file has.
 */
gone_columns: Array<string>, 
/**
 * Columns of both that stand elsewhere: the fewest that would have to move.
 */
moved_columns: Array<string>, };

/**
 * What an export was before it was decompressed.
 */
export type Compressed = { 
/**
 * How.
 */
by: Compression, 
/**
 * Length of the compressed file in bytes.
 */
bytes: number, };

/**
 * How a file is compressed.
 */
export type Compression = "gzip" | "zstd";

/**
 * A cell that depends on another cell of its record.
 */
export type Condition = { 
/**
 * Where this column
 */
when: string, 
/**
 * has exactly this value,
 */
is: string, 
/**
 * this other column
 */
then: string, 
/**
 * must be so;
 */
expect: Expect, 
/**
 * if not, the issue is of this severity.
 */
severity: Severity, };

/**
 * An action of a connector with its parameters.
 */
export type ConnectorAction = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * The parameters as text: fixed, an id of a catalogue, or with placeholders: `%trait.NAME%`, `%form.NAME%`.
 */
params: { [key in string]: string }, };

/**
 * Changes to a connector, applied all or not at all. An absent key stays; null or an empty text removes.
 */
export type ConnectorChange = { 
/**
 * The connector's id.
 */
id: string, 
/**
 * Settings that are not secret, by key or label.
 */
values: { [key in string]: string | null }, 
/**
 * Secrets, by key or label.
 */
secrets: Record<string, string | null>, 
/**
 * Switch on or off.
 */
active?: boolean, };

/**
 * One connector with everything that its screen shows.
 */
export type ConnectorDetail = { 
/**
 * All that is known of the vendor: the form is drawn from it.
 */
definition: Definition, 
/**
 * Switched on.
 */
active: boolean, 
/**
 * The settings that are not secret, as kept.
 */
values: { [key in string]: string }, 
/**
 * The states of all settings, by key.
 */
states: { [key in string]: SettingState }, 
/**
 * Why the secrets cannot be read, when they cannot.
 */
keychain?: Error, 
/**
 * What still keeps it from being activated: one sentence each.
 */
missing: Array<string>, 
/**
 * The last check since the settings changed.
 */
checked?: LastCheck, 
/**
 * The app talks to the simulator: settings are the demo's and cannot be changed.
 */
simulated: boolean, };

/**
 * One connector's card.
 */
export type ConnectorHealth = { 
/**
 * The connector's id.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * How it is.
 */
health: Health, 
/**
 * One sentence on why.
 */
detail: string, 
/**
 * The state of its secrets.
 */
secrets: SettingState, 
/**
 * The last check.
 */
checked?: LastCheck, };

/**
 * Names a connector.
 */
export type ConnectorId = { 
/**
 * The connector's id: `chargify`.
 */
id: string, };

/**
 * A connector's settings without its secrets.
 */
export type ConnectorSettings = { 
/**
 * Whether it is switched on.
 */
active: boolean, 
/**
 * Settings that are no secret, by key.
 */
settings: { [key in string]: string }, };

/**
 * A connector as it is listed.
 */
export type ConnectorView = { 
/**
 * Stable id.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * The shelf it stands on.
 */
category: Category, 
/**
 * One sentence on what it is for.
 */
summary: string, 
/**
 * Switched on. Only then its actions can be planned and run.
 */
active: boolean, 
/**
 * Its settings with their states.
 */
settings: Array<SettingView>, 
/**
 * The traits that its actions look at.
 */
traits: Array<string>, 
/**
 * Its catalogues' ids.
 */
catalogues: Array<string>, 
/**
 * Its actions.
 */
actions: Array<ActionShort>, 
/**
 * The last check, if there was one since the settings changed.
 */
checked?: LastCheck, };

/**
 * Prompts by interactions: what runs when, what is broken, what was not rehearsed since it changed.
 */
export type Coverage = { 
/**
 * The connectors that any prompt uses, by id, with their names.
 */
connectors: { [key in string]: string }, 
/**
 * One row for each prompt, by name.
 */
prompts: Array<CoverageRow>, };

/**
 * What one interaction with one prompt triggers.
 */
export type CoverageCell = { 
/**
 * The actions, in order.
 */
actions: Array<CoveredAction>, 
/**
 * Findings that keep the chain from working.
 */
broken: number, 
/**
 * Findings to think about.
 */
warnings: number, 
/**
 * How it was last rehearsed.
 */
rehearsed: Rehearsed, };

/**
 * One prompt's row.
 */
export type CoverageRow = { 
/**
 * The prompt's id.
 */
prompt: string, 
/**
 * Its name.
 */
name: string, 
/**
 * One cell for each interaction that triggers anything.
 */
cells: { [key in Interaction]?: CoverageCell }, };

/**
 * One action of a cell.
 */
export type CoveredAction = { 
/**
 * The connector's id; absent for a redirect.
 */
connector?: string, 
/**
 * What people read: "Cancel subscription", "Redirect".
 */
name: string, 
/**
 * Whether a finding keeps it from working.
 */
broken: boolean, };

/**
 * How many customers a file is about.
 */
export type Customers = { 
/**
 * Distinct customers. Counted by 64-bit hash: at ten million, off by one with odds of one in 300,000.
 */
total: number, 
/**
 * Those of them with several packages; no fault.
 */
with_several: number, };

/**
 * A cell that is too long for a page.
 */
export type CutCell = { 
/**
 * Index in [`Page::rows`].
 */
row: number, 
/**
 * Index in that row. One past its last cell stands for all cells that the row is too wide to show.
 */
column: number, 
/**
 * Length of the whole cell in bytes.
 */
bytes: number, };

/**
 * How a date is written.
 */
export type DateFormat = "iso" | "MM/DD/YYYY" | "DD/MM/YYYY" | "epoch_ms";

/**
 * A date that must not be before another: `bad_order` at [`later`](Self::later) if it is.
 */
export type DateOrder = { 
/**
 * The column of the first date.
 */
earlier: string, 
/**
 * The column of the second date.
 */
later: string, 
/**
 * Of the issue.
 */
severity: Severity, };

/**
 * How the day of a source stands.
 */
export type DayState = "pulled" | "waiting" | "missing";

/**
 * Everything that is known about a vendor before talking to it.
 */
export type Definition = { 
/**
 * Stable id, also the folder's name: `chargify`.
 */
id: string, 
/**
 * The vendor's name as people say it.
 */
name: string, 
/**
 * Where it is listed.
 */
category: Category, 
/**
 * One sentence on what the connector is for.
 */
summary: string, 
/**
 * The vendor's own documentation.
 */
docs_url: string, 
/**
 * The fields of its form, in order. Secret ones live in the keychain only.
 */
settings: Array<Setting>, 
/**
 * The traits that its actions look at.
 */
traits: Array<Trait>, 
/**
 * What can be synced to fill the choices.
 */
catalogues: Array<Catalogue>, 
/**
 * What it can do.
 */
actions: Array<Action>, 
/**
 * How fast and how patiently it may be asked.
 */
limits: Limits, 
/**
 * What a green check proves and what it does not, in one or two sentences.
 */
proves: string, 
/**
 * What was never seen on a live account, and where it can be overridden.
 */
assumptions: Array<Assumption>, };

/**
 * One place that differs.
 */
export type DiffLine = { 
/**
 * The place, as people read it: "Accept · 2. Chargify: Cancel subscription · plan".
 */
place: string, 
/**
 * What is here; absent when there is nothing.
 */
before?: string, 
/**
 * What would be; absent when it would go.
 */
after?: string, };

/**
 * One record that differs.
 */
export type Difference = { 
/**
 * What happened to it.
 */
kind: DifferenceKind, 
/**
 * The values of the key.
 */
key: Array<string>, 
/**
 * Its number in the old file.
 */
old_record?: number, 
/**
 * Its number in the new file.
 */
new_record?: number, 
/**
 * The cells that differ; for an added or a removed record, all that are filled.
 */
cells: Array<CellChange>, };

/**
 * What happened to a record.
 */
export type DifferenceKind = "added" | "removed" | "changed";

/**
 * Some differences, ordered as the new file is, removed ones last.
 */
export type Differences = { 
/**
 * How many there are of the kind and column that was asked for.
 */
total: number, 
/**
 * Number of the first one here.
 */
start: number, 
/**
 * The differences.
 */
differences: Array<Difference>, };

/**
 * A window of the differences.
 */
export type DifferencesRequest = { 
/**
 * The comparison's handle.
 */
comparison: string, 
/**
 * Those of this kind alone.
 */
kind?: DifferenceKind, 
/**
 * Changes of this column alone.
 */
column?: string, 
/**
 * The first one's place among them, from 0.
 */
start: number, 
/**
 * How many, at most 1,000.
 */
rows: number, };

/**
 * A document as it was read, not yet understood.
 */
export type DocumentText = { 
/**
 * The file's whole text.
 */
text: string, };

/**
 * What one action of a chain does.
 */
export type Does = { "action": ConnectorAction } | { "redirect": Redirect };

/**
 * Something that looks implausible.
 */
export type Doubt = { 
/**
 * What kind of thing.
 */
kind: DoubtKind, 
/**
 * The column, as the file's header calls it; absent where the doubt is of the file as a whole.
 */
column?: string, 
/**
 * One sentence with the figures that raise it.
 */
message: string, };

/**
 * What looks implausible.
 */
export type DoubtKind = "today_missing" | "one_value" | "fewer_values" | "emptied" | "row_count";

/**
 * What a run of the schedule came to, over all apps.
 */
export type DueRun = { 
/**
 * What was looked at.
 */
looked: Array<Looked>, 
/**
 * The alerts that are new.
 */
alerts: Array<NewAlert>, };

/**
 * What an action comes to for the subscriber.
 */
export type Effect = "starts" | "ends" | "pauses" | "resumes" | "restarts" | "changes" | "discounts" | "extends" | "emails" | "texts" | "notifies" | "hands_out" | "records";

/**
 * What an empty cell is.
 */
export type Empty = "allowed" | { "required": Severity };

/**
 * How the characters of a file are written as bytes.
 */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/**
 * What kind of accounts an app talks to.
 */
export type Environment = "sandbox" | "test" | "production";

/**
 * One failure, as hosts show it.
 */
export type Error = { 
/**
 * What a host branches on.
 */
code: Code, 
/**
 * One plain sentence that names the thing.
 */
message: string, 
/**
 * The remedy, in words for every host: it names the screen or the thing, never a command.
 */
hint?: string, 
/**
 * How far a request came: `dns`, `connect`, `tls`, `auth`…
 */
stage?: string, 
/**
 * The setting, trait or parameter at fault.
 */
field?: string, 
/**
 * Whether the same call may succeed when simply made again.
 */
retryable: boolean, 
/**
 * More for a machine or a curious reader.
 */
details?: unknown, };

/**
 * What to examine an export against.
 */
export type ExamineRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * The trait spec; the one that fits the header best when absent.
 */
spec?: SpecChoice, };

/**
 * What an examination came to.
 */
export type Examined = { 
/**
 * Every fault, counted exactly.
 */
check: CheckReport, 
/**
 * What the columns hold.
 */
profile: Profile, 
/**
 * What is odd for today's export of this spec; never part of the verdict.
 */
doubts: Array<Doubt>, 
/**
 * The trait spec's name.
 */
spec: string, };

/**
 * The record of one request and its answer, secrets redacted. It may be stored and shown.
 */
export type Exchange = { 
/**
 * Place in the session, from 1.
 */
number: number, 
/**
 * What the request was for.
 */
purpose: string, 
/**
 * The HTTP method.
 */
method: Method, 
/**
 * The URL.
 */
url: string, 
/**
 * The request's headers.
 */
headers: { [key in string]: string }, 
/**
 * The request's body.
 */
body?: JsonValue, 
/**
 * Whether it changes anything at the vendor.
 */
changes: boolean, 
/**
 * When it left, RFC 3339.
 */
sent_at: string, 
/**
 * How often it was sent.
 */
attempts: number, 
/**
 * The answer's status; absent while there is none.
 */
status?: number, 
/**
 * The answer's body: JSON, or text; long ones cut.
 */
reply?: JsonValue, 
/**
 * Time from leaving to the answer's end, in milliseconds.
 */
elapsed_ms?: number, 
/**
 * Why there is no answer.
 */
error?: string, };

/**
 * What a [`Condition`] asks for.
 */
export type Expect = "filled" | "empty";

/**
 * What was set up.
 */
export type Explored = { 
/**
 * The sandbox app; switch to it.
 */
app: App, 
/**
 * Entries synced into the catalogue.
 */
catalogue_entries: number, 
/**
 * Test users.
 */
users: number, 
/**
 * The export's handle, already open.
 */
export: string, };

/**
 * Names an open export.
 */
export type ExportId = { 
/**
 * Its handle.
 */
export: string, };

/**
 * What a check comes to.
 */
export type ExportVerdict = "valid" | "valid_with_warnings" | "invalid";

/**
 * An open export.
 */
export type ExportView = { 
/**
 * Its handle, for the other operations.
 */
export: string, 
/**
 * The file's name, without folders.
 */
name: string, 
/**
 * The path it was opened with.
 */
file: string, 
/**
 * Length in bytes; of the text, if it is compressed.
 */
bytes: number, 
/**
 * How the file is compressed.
 */
compressed?: Compressed, 
/**
 * Column names in the order of the file; `column 1`, … without a header.
 */
columns: Array<string>, 
/**
 * Whether the first record names the columns.
 */
header: boolean, 
/**
 * The sign between cells.
 */
delimiter: string, 
/**
 * How characters are written as bytes.
 */
encoding: Encoding, 
/**
 * True if the encoding is a guess, because the bytes are not UTF-8 and nothing says what they are.
 */
encoding_guessed: boolean, 
/**
 * Number of records after the header, once a pass has seen the end of the file.
 */
rows?: number, };

/**
 * A label and a value, to be read by people: "Total today" · "19.00 USD".
 */
export type Fact = { 
/**
 * What it is.
 */
label: string, 
/**
 * Its value as people write it.
 */
value: string, };

/**
 * What a field of a form takes.
 */
export type FieldKind = "text" | "email" | "phone" | "number" | "choice" | "checkbox";

/**
 * How grave faults are that no column has alone.
 */
export type FileRules = { 
/**
 * A column of the spec is not in the file, or there is no header row. Default: error.
 */
missing_column: Severity, 
/**
 * A column of the file is not in the spec; none if more columns are welcome. Default: warning.
 */
unexpected_column: Severity | null, 
/**
 * A column's name has a space: an `unexpected_column`, for imports that leave such columns out. Default: none.
 */
spaced_column: Severity | null, 
/**
 * The columns are in another order; none if any will do. Default: warning.
 */
column_order: Severity | null, 
/**
 * A second record with the same key. Default: error.
 */
duplicate_key: Severity, 
/**
 * A record with another number of cells than the header, or a blank line. Default: error.
 */
ragged_row: Severity, 
/**
 * Bytes that are not the file's encoding. Default: error.
 */
bad_encoding: Severity, 
/**
 * A quote in the wrong place. Default: error.
 */
bad_quote: Severity, };

/**
 * All records of one customer.
 */
export type FindReply = { 
/**
 * Whether there is any.
 */
found: boolean, 
/**
 * The records.
 */
records: Array<Found>, };

/**
 * Whom to find.
 */
export type FindRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * The `customer_id`, exactly; where there is no such column, the one that tells customers apart by the trait spec
 * that fits.
 */
customer: string, };

/**
 * Something about a prompt that is not as it should be.
 */
export type Finding = { 
/**
 * How grave it is.
 */
gravity: Gravity, 
/**
 * The interaction it is in; absent for the prompt itself.
 */
interaction?: Interaction, 
/**
 * The id of the chain's action.
 */
action?: string, 
/**
 * Where in the prompt, as a path of its JSON: `/interactions/accept/0/does/action/params/plan`.
 */
at: string, 
/**
 * One sentence that names the thing.
 */
message: string, 
/**
 * What to do.
 */
remedy: string, };

/**
 * Some of the records with an issue, in the order of the file.
 */
export type FlaggedPage = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * The first one's place among them, from 0.
 */
start: number, 
/**
 * The number of each record, from 0 after the header.
 */
records: number[], 
/**
 * The cells of each.
 */
rows: Array<Array<string>>, 
/**
 * The cells that are shown in part; each of them ends with `…`.
 */
cut: Array<CutCell>, 
/**
 * Every issue of these records, also those that the filter leaves out.
 */
marks: Array<Mark>, };

/**
 * A window of the records with an issue.
 */
export type FlaggedRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * Which issues.
 */
filter?: IssueFilter, 
/**
 * The first one's place among them, from 0.
 */
start: number, 
/**
 * Records in the window, at most 1,000. There may be fewer, where their cells are large: go on after those.
 */
rows: number, };

/**
 * A field of a prompt's form.
 */
export type FormField = { 
/**
 * Its name in placeholders: lower-case letters, digits and underscores.
 */
key: string, 
/**
 * What the subscriber reads.
 */
label: string, 
/**
 * What it takes.
 */
kind: FieldKind, 
/**
 * Whether the prompt is answered only with it.
 */
required: boolean, 
/**
 * What can be chosen; for the kind `choice` alone.
 */
choices?: Array<string>, };

/**
 * A record that matches.
 */
export type Found = { 
/**
 * Record number, from 0 after the header.
 */
record: number, 
/**
 * Physical line where it starts, from 1.
 */
line: number, 
/**
 * Its cells by column.
 */
traits: Traits, };

/**
 * A value and how often it comes.
 */
export type Frequent = { 
/**
 * The value; at most 200 bytes of it and then `…`.
 */
value: string, 
/**
 * How often.
 */
count: number, };

/**
 * How grave a finding is.
 */
export type Gravity = "error" | "broken" | "warning";

/**
 * What an action gives the operator to take away, instead of sending it.
 */
export type Handout = { "type": "link", 
/**
 * What it leads to: "Checkout with 2 Gold boxes".
 */
label: string, 
/**
 * The address, https.
 */
url: string, } | { "type": "descriptor", 
/**
 * What it is for: "In-app purchase of `gold_monthly`".
 */
label: string, 
/**
 * The document.
 */
json: JsonValue, };

/**
 * How a connector is, at a glance.
 */
export type Health = "good" | "unproven" | "bad" | "inactive" | "not_configured";

/**
 * Counts by range, for a plot. The ranges are as wide as each other and adjoin; the last one includes its end.
 */
export type Histogram = { 
/**
 * `number`, or `date`: then positions are milliseconds since 1970-01-01T00:00Z.
 */
of: ColumnType, 
/**
 * Where the first range starts.
 */
from: number, 
/**
 * The width of every range.
 */
width: number, 
/**
 * How many values are in each; at most 64 ranges.
 */
counts: number[], };

/**
 * The history as a document.
 */
export type HistoryDocument = { 
/**
 * The app.
 */
app: string, 
/**
 * When it was written, RFC 3339.
 */
written_at: string, 
/**
 * Every run, newest first.
 */
runs: Array<RunDetail>, };

/**
 * Some of the runs.
 */
export type HistoryPage = { 
/**
 * Newest first.
 */
runs: Array<RunSummary>, 
/**
 * How many fit in all.
 */
total: number, };

/**
 * Which runs to list.
 */
export type HistoryRequest = { 
/**
 * Only this connector's.
 */
connector?: string, 
/**
 * Only runs that ended so.
 */
outcome?: Outcome, 
/**
 * Only runs whose user, action or summary has this text, letter case ignored.
 */
search?: string, 
/**
 * First run of the window, from 0.
 */
start?: number, 
/**
 * Runs in the window; 100 when absent, at most 1,000.
 */
rows?: number, };

/**
 * A cell that holds a text.
 */
export type Hit = { 
/**
 * Record number, from 0 after the header.
 */
record: number, 
/**
 * Physical line where the record starts, from 1.
 */
line: number, 
/**
 * Index of the cell in its record.
 */
cell: number, 
/**
 * The column's name; `column 21`, … past the last one.
 */
column: string, 
/**
 * The cell around the text, at most 200 bytes of it, with `…` where it is cut.
 */
value: string, };

/**
 * Some cells that hold a text.
 */
export type Hits = { 
/**
 * The cells, in the order of the file.
 */
hits: Array<Hit>, 
/**
 * The record to go on from; absent when the file is searched to its end.
 */
next?: number, 
/**
 * Cells that hold the text and are not among the hits, because their record has more than 10,000 of them.
 */
left_out?: number, };

/**
 * What Home shows.
 */
export type Home = { 
/**
 * The app.
 */
app: App, 
/**
 * Nothing is configured and nothing was done yet: offer the sandbox.
 */
first_start: boolean, 
/**
 * What needs attention, most urgent first.
 */
attention: Array<Attention>, 
/**
 * Every connector.
 */
connectors: Array<ConnectorHealth>, 
/**
 * Every catalogue of a configured connector.
 */
catalogues: Array<CatalogueStatus>, 
/**
 * The exports of late, at most five.
 */
exports: Array<RecentExport>, 
/**
 * Every source of exports.
 */
sources: Array<SourceView>, 
/**
 * What is done every day by itself.
 */
schedule: Array<ScheduleEntry>, 
/**
 * The last runs, at most five.
 */
runs: Array<RunSummary>, };

/**
 * What makes a repeated write harmless.
 */
export type Idempotency = "key" | "natural" | "none";

/**
 * One prompt or connector that a document would make or change.
 */
export type ImportChange = { 
/**
 * Which of the two.
 */
what: Imported, 
/**
 * Its id.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * Whether it is not here yet.
 */
new: boolean, 
/**
 * What differs, in the order of the document; of a new one, all of it.
 */
lines: Array<DiffLine>, };

/**
 * What a document would change.
 */
export type ImportPreview = { 
/**
 * Prompts and connectors that would be made or changed, by name. What the document does not name stays.
 */
changes: Array<ImportChange>, 
/**
 * How many prompts and connectors of the document are here already, just so.
 */
same: number, 
/**
 * What to know first: a connector that stays off until its key is entered, a prompt that would be broken.
 */
warnings: Array<string>, 
/**
 * Stands for all of this; to be given when it is applied.
 */
seen: string, };

/**
 * A document to be applied.
 */
export type ImportRequest = { 
/**
 * The file's whole text.
 */
text: string, 
/**
 * The comparison's `seen`: what it would change must still be what was shown.
 */
seen: string, };

/**
 * What a document can bring in.
 */
export type Imported = "prompt" | "connector";

/**
 * What a subscriber does with a prompt.
 */
export type Interaction = "accept" | "secondary_accept" | "decline" | "dismiss" | "timeout";

/**
 * Faults of one kind, in one column.
 */
export type Issue = { 
/**
 * What kind of fault it is.
 */
kind: IssueKind, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * The column, as the file's header calls it. For a key of several columns, the first of them.
 */
column?: string, 
/**
 * The value, where an issue stands for one.
 */
value?: string, 
/**
 * How many there are; exact, also where `first` shows fewer.
 */
count: number, 
/**
 * What was seen, in words, with the number of each where there are several sorts.
 */
hint?: string, 
/**
 * The first places, at most ten; none for faults of the header. A duplicate key is shown with the place of the
 * record that it repeats, before its own.
 */
first: Array<Place>, };

/**
 * Which issues are meant; all of them where nothing is said.
 */
export type IssueFilter = { 
/**
 * Those of this kind.
 */
kind?: IssueKind, 
/**
 * Those of this column, as the file's header calls it.
 */
column?: string, 
/**
 * Those of this severity.
 */
severity?: Severity, };

/**
 * What kind of fault it is.
 */
export type IssueKind = "missing_column" | "unexpected_column" | "column_order" | "empty_required" | "bad_type" | "bad_value" | "unlisted_value" | "bad_date" | "bad_order" | "duplicate_key" | "ragged_row" | "bad_encoding" | "bad_quote";

/**
 * Whether an entry of a catalogue can still be used.
 */
export type ItemState = "active" | "archived" | "expired";

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * The result of the last check.
 */
export type LastCheck = { 
/**
 * The worst of its checks.
 */
verdict: Verdict, 
/**
 * Thing by thing.
 */
checks: Array<Check>, 
/**
 * When, RFC 3339.
 */
at: string, };

/**
 * How fast and how patiently a vendor account may be asked.
 */
export type Limits = { 
/**
 * Requests under way at once; none means no limit of the vendor's.
 */
concurrency: number | null, 
/**
 * Requests per time; none means no limit of the vendor's.
 */
rate: Rate | null, 
/**
 * Whole time of one reading request, in seconds.
 */
read_timeout_secs: number, 
/**
 * Whole time of one changing request, in seconds.
 */
write_timeout_secs: number, 
/**
 * How repeats of harmless requests are bounded.
 */
retry: Retry, };

/**
 * Which entries to list.
 */
export type ListRequest = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The catalogue's id.
 */
kind: string, 
/**
 * Only entries whose id, name, group or detail has this text, letter case ignored.
 */
search?: string, 
/**
 * Archived and expired entries too.
 */
archived?: boolean, 
/**
 * First entry of the window, from 0.
 */
start?: number, 
/**
 * Entries in the window; 100 when absent, at most 1,000.
 */
rows?: number, };

/**
 * One thing that was due.
 */
export type Looked = { "kind": "pull" } & LookedPull | { "kind": "sync" } & LookedSync;

/**
 * One source that was looked at.
 */
export type LookedPull = { 
/**
 * The app.
 */
app: string, 
/**
 * The source's name.
 */
source: string, 
/**
 * The file that was pulled.
 */
pull?: PullView, 
/**
 * Why the look or the pull failed. Neither a file nor an error: the day's file is not there yet.
 */
error?: Error, };

/**
 * One connector that was due.
 */
export type LookedSync = { 
/**
 * The app.
 */
app: string, 
/**
 * The connector's id.
 */
connector: string, 
/**
 * What people read.
 */
connector_name: string, 
/**
 * What changed, catalogue by catalogue.
 */
reports: Array<SyncReport>, 
/**
 * Why it was passed over, if it was.
 */
skipped?: string, 
/**
 * Why it failed, if it did.
 */
error?: Error, };

/**
 * A cell or a record with an issue, for a grid.
 */
export type Mark = { 
/**
 * Record number, from 0 after the header.
 */
record: number, 
/**
 * Index of the column in the file; absent where the issue is of the record as a whole.
 */
column?: number, 
/**
 * What kind of issue.
 */
kind: IssueKind, 
/**
 * How grave.
 */
severity: Severity, };

/**
 * Records whose marks are asked for.
 */
export type MarksRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * First record, from 0 after the header.
 */
start: number, 
/**
 * How many records, at most 10,000.
 */
rows: number, };

/**
 * The HTTP methods that vendors use.
 */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * An alert that was raised just now.
 */
export type NewAlert = { 
/**
 * The app.
 */
app: string, } & (Alert | SyncAlert);

/**
 * An app to be made.
 */
export type NewApp = { 
/**
 * Lower-case letters, digits and dashes.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * What kind of accounts it talks to.
 */
environment: Environment, };

/**
 * An operator to be added.
 */
export type NewOperator = { 
/**
 * What people read.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, 
/**
 * The app that the role is for; must be absent for a company administrator, present for an app's.
 */
app?: string, };

/**
 * The next record with an issue.
 */
export type NextFlagged = { 
/**
 * Its number; absent if there is none that way.
 */
record?: number, };

/**
 * Where to look for the next record with an issue.
 */
export type NextFlaggedRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * Which issues.
 */
filter?: IssueFilter, 
/**
 * The record to look from; it may itself be the one.
 */
from: number, 
/**
 * Towards the start of the file.
 */
backwards?: boolean, };

/**
 * A request without content: `{}`.
 */
export type Nothing = Record<symbol, never>;

/**
 * Objects below the prefix, newest first.
 */
export type ObjectsPage = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * The first of these among them.
 */
start: number, 
/**
 * The objects.
 */
objects: Array<RemoteObject>, };

/**
 * A window of the objects below the prefix.
 */
export type ObjectsRequest = { 
/**
 * The source's name.
 */
name: string, 
/**
 * How many to pass over; none when absent.
 */
start?: number, 
/**
 * How many, at most 1,000; 100 when absent.
 */
rows?: number, };

/**
 * A file that the host has for the page: chosen in a dialog, dropped on the window, given at the start.
 */
export type OfferRequest = { 
/**
 * The file.
 */
path: string, };

/**
 * A file that the page may open, without knowing where it is.
 */
export type OfferedFile = { 
/**
 * What to call it when opening it.
 */
file: string, 
/**
 * The file's name, without folders.
 */
name: string, };

/**
 * What becomes of the rest of a chain.
 */
export type OnError = "stop" | "continue";

/**
 * An offered file to open.
 */
export type OpenOfferedRequest = { 
/**
 * What it is called.
 */
file: string, 
/**
 * The ASCII sign between cells.
 */
delimiter?: string, 
/**
 * How characters are written as bytes.
 */
encoding?: Encoding, 
/**
 * Whether the first record names the columns.
 */
header?: boolean, };

/**
 * A file to open. For hosts only: the page names files by handle.
 */
export type OpenRequest = { 
/**
 * The file.
 */
path: string, 
/**
 * How many threads work on it; one for each core when absent.
 */
threads?: number, 
/**
 * Whether the list of late exports has it from now on; so when absent.
 */
remember?: boolean, 
/**
 * The ASCII sign between cells.
 */
delimiter?: string, 
/**
 * How characters are written as bytes.
 */
encoding?: Encoding, 
/**
 * Whether the first record names the columns.
 */
header?: boolean, };

/**
 * An operator.
 */
export type Operator = { 
/**
 * Stable id.
 */
id: number, 
/**
 * What people read.
 */
name: string, 
/**
 * What they may do.
 */
role: Role, 
/**
 * The app that the role is for; none for the whole company.
 */
app?: string, };

/**
 * Names an operator.
 */
export type OperatorId = { 
/**
 * The operator's id.
 */
id: number, };

/**
 * All operators, and who is at the keyboard.
 */
export type Operators = { 
/**
 * Who is at the keyboard.
 */
current: Operator, 
/**
 * All of them, by name.
 */
operators: Array<Operator>, };

/**
 * What somebody asks for: an action for one user.
 */
export type Order = { 
/**
 * The action's id.
 */
action: string, 
/**
 * How the user is called where they come from; shown, never sent.
 */
user?: string, 
/**
 * The user's traits.
 */
traits: { [key in string]: string }, 
/**
 * The parameters, as text; they may hold placeholders.
 */
params: { [key in string]: string }, 
/**
 * Form input of the prompt, for `%form.NAME%`.
 */
form: { [key in string]: string }, };

/**
 * How a run ended.
 */
export type Outcome = "succeeded" | "refused" | "failed" | "unknown";

/**
 * How many records have an issue in each part of a file, for the marks along a scrollbar.
 */
export type Overview = { 
/**
 * Records with an error, for each of as many parts as were asked for, of as many records each.
 */
errors: number[], 
/**
 * Records with a warning and no error.
 */
warnings: number[], };

/**
 * Where in the file issues are.
 */
export type OverviewRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * Into how many parts of equally many records the file is cut, at most 10,000.
 */
parts: number, 
/**
 * Which issues.
 */
filter?: IssueFilter, };

/**
 * Some rows of an export, in the order of the file.
 */
export type Page = { 
/**
 * The path the export was opened with.
 */
file: string, 
/**
 * Column names in the order of the file.
 */
columns: Array<string>, 
/**
 * Record number of the first row, from 0 after the header.
 */
start: number, 
/**
 * The cells of each row; as many as the record has, which may differ from the number of columns.
 */
rows: Array<Array<string>>, 
/**
 * The cells of this page that are shown in part; each of them ends with `…`.
 */
cut?: Array<CutCell>, 
/**
 * Number of records in the file, once it is known.
 */
total?: number, };

/**
 * A window of records.
 */
export type PageRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * First record, from 0 after the header.
 */
start: number, 
/**
 * Records in the window, at most 1,000. There may be fewer, where they are wide or long: go on after those.
 */
rows: number, };

/**
 * One choice to make for an action.
 */
export type Param = { 
/**
 * Stable key.
 */
key: string, 
/**
 * What people read.
 */
label: string, 
/**
 * What it does.
 */
help: string, 
/**
 * What it may hold.
 */
kind: ParamKind, 
/**
 * The action cannot be planned without it.
 */
required: boolean, 
/**
 * Folded away under "Advanced".
 */
advanced: boolean, 
/**
 * What is taken when it is left empty.
 */
default: string | null, 
/**
 * Asked for only when an earlier parameter has one of these values; then alone it is `required`, and given
 * otherwise it is an error.
 */
only_when: When | null, };

/**
 * What a parameter may hold.
 */
export type ParamKind = { "type": "text", 
/**
 * Longest text that the vendor takes, in characters.
 */
max: number, } | { "type": "integer", 
/**
 * Smallest.
 */
min: number, 
/**
 * Largest.
 */
max: number, } | { "type": "decimal", 
/**
 * Whether it may be below zero.
 */
negative: boolean, 
/**
 * Most digits after the point.
 */
places: number, } | { "type": "boolean" } | { "type": "date" } | { "type": "choice", 
/**
 * The list.
 */
choices: Array<Choice>, } | { "type": "catalogue", 
/**
 * The catalogue's id.
 */
catalogue: string, } | { "type": "json", 
/**
 * Its greatest length without needless blanks, in bytes.
 */
max: number, };

/**
 * A parameter of an action, in short.
 */
export type ParamView = { 
/**
 * Stable key.
 */
key: string, 
/**
 * `text`, `integer`, `decimal`, `boolean`, `date`, `choice`, `catalogue` or `json`.
 */
type: string, 
/**
 * Cannot be left out.
 */
required: boolean, 
/**
 * The fixed list, if it is one.
 */
choices?: Array<Choice>, 
/**
 * The catalogue whose ids it takes, if so.
 */
catalogue?: string, };

/**
 * What an operator's role must allow.
 */
export type Permission = "anyone" | "look" | "work" | "configure" | "company";

/**
 * Where a fault is.
 */
export type Place = { 
/**
 * Record number, from 0 after the header. A blank line has the number of the record that follows it, and a fault
 * in the header has 0.
 */
record: number, 
/**
 * Physical line where the record starts, from 1.
 */
line: number, 
/**
 * Offset in the file where the record starts.
 */
byte: number, 
/**
 * What is there: the cell, at most 200 bytes of it and then `…`; for a ragged row, its number of cells.
 */
value: string, };

/**
 * A plan, held for a while so that it can be run once.
 */
export type PlanReply = { 
/**
 * Names the plan when it is run.
 */
id: string, 
/**
 * Each step as a cURL command without secrets.
 */
curl: Array<string>, 
/**
 * After this it must be planned again, RFC 3339.
 */
expires_at: string, 
/**
 * What must be typed to run it, in a production app.
 */
confirm?: string, 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * How the user is called.
 */
user?: string, 
/**
 * One sentence on what it will do.
 */
summary: string, 
/**
 * The requests, in order.
 */
steps: Array<StepView>, 
/**
 * What the operator should think about first.
 */
warnings: Array<string>, 
/**
 * What the vendor says would come of it.
 */
preview: Array<Fact>, 
/**
 * The state at the vendor now.
 */
before: Array<Fact>, 
/**
 * What the operator takes away.
 */
handout?: Handout, 
/**
 * What was assumed of the action, its traits, parameters and catalogues when it was planned.
 */
assumed: Array<Assumed>, };

/**
 * An action to plan.
 */
export type PlanRequest = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action, the user and the parameters.
 */
order: Order, };

/**
 * A plan as it is shown: redacted.
 */
export type PlanView = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * How the user is called.
 */
user?: string, 
/**
 * One sentence on what it will do.
 */
summary: string, 
/**
 * The requests, in order.
 */
steps: Array<StepView>, 
/**
 * What the operator should think about first.
 */
warnings: Array<string>, 
/**
 * What the vendor says would come of it.
 */
preview: Array<Fact>, 
/**
 * The state at the vendor now.
 */
before: Array<Fact>, 
/**
 * What the operator takes away.
 */
handout?: Handout, 
/**
 * What was assumed of the action, its traits, parameters and catalogues when it was planned.
 */
assumed: Array<Assumed>, };

/**
 * A remote file to look into.
 */
export type PreviewRequest = { 
/**
 * The source's name.
 */
name: string, 
/**
 * Its key; the newest export when absent.
 */
key?: string, 
/**
 * How many records, at most 1,000; 100 when absent.
 */
rows?: number, };

/**
 * What the columns of a file hold.
 */
export type Profile = { 
/**
 * The path the export was opened with.
 */
file: string, 
/**
 * Number of records after the header. Ragged ones are counted here and not in the columns.
 */
rows: number, 
/**
 * The columns that were asked for, in the order of the file.
 */
columns: Array<ColumnProfile>, };

/**
 * Which columns to profile.
 */
export type ProfileRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * Their names; all columns when absent.
 */
columns?: Array<string>, };

/**
 * How far a long piece of work is.
 */
export type Progress = { 
/**
 * What is being done: "Products, page 3".
 */
what: string, 
/**
 * Units done.
 */
done: number, 
/**
 * Units in all, when known.
 */
total?: number, };

/**
 * A prompt: how it is shown, what it asks, and what each interaction triggers.
 */
export type Prompt = { 
/**
 * Stable id, unique in its app: lower-case letters, digits and dashes.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * How it is shown.
 */
kind: PromptKind, 
/**
 * Whom it is shown to, as the engagement platform calls the segment; everybody when absent.
 */
segment?: string, 
/**
 * The fields that a subscriber may fill in: `%form.KEY%`.
 */
form: Array<FormField>, 
/**
 * A question with answers to choose from: `%form.survey%`.
 */
survey?: Survey, 
/**
 * What each interaction triggers, in order. An interaction that is absent triggers nothing.
 */
interactions: { [key in Interaction]?: Array<ChainAction> }, };

/**
 * A prompt to be kept.
 */
export type PromptChange = { 
/**
 * The prompt.
 */
prompt: Prompt, 
/**
 * The revision that it was made from; absent for a new one.
 */
revision?: number, };

/**
 * What a prompt's editor offers.
 */
export type PromptChoices = { 
/**
 * The traits that users of this app are known to have, by name.
 */
traits: Array<string>, 
/**
 * The actions that can be assigned, and those that could be once their connector is active.
 */
actions: Array<AssignableAction>, };

/**
 * A prompt with what is known of it.
 */
export type PromptDetail = { 
/**
 * The prompt.
 */
prompt: Prompt, 
/**
 * Counts its changes, from 1: a change is saved only over the one it was made from.
 */
revision: number, 
/**
 * When it was last changed, RFC 3339.
 */
changed_at: string, 
/**
 * What is not as it should be, the gravest first.
 */
findings: Array<Finding>, 
/**
 * How the chain of each interaction was last rehearsed; absent for an empty chain.
 */
rehearsed: { [key in Interaction]?: Rehearsed }, };

/**
 * An app's prompts and connector settings, as a file.
 */
export type PromptDocument = { 
/**
 * The version of its shape.
 */
patchbay: number, 
/**
 * Connectors by id. Secrets are not in it: they stay in the keychain they are in.
 */
connectors: { [key in string]: ConnectorSettings }, 
/**
 * The prompts.
 */
prompts: Array<Prompt>, };

/**
 * Names a prompt.
 */
export type PromptId = { 
/**
 * The prompt's id.
 */
id: string, };

/**
 * How a prompt is shown.
 */
export type PromptKind = "inline" | "overlay" | "invisible" | "push" | "video" | "interstitial";

/**
 * A prompt as it is listed.
 */
export type PromptSummary = { 
/**
 * Its id.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * How it is shown.
 */
kind: PromptKind, 
/**
 * Whom it is shown to.
 */
segment?: string, 
/**
 * How many actions each interaction triggers.
 */
actions: { [key in Interaction]?: number }, 
/**
 * Findings that keep it from working.
 */
broken: number, 
/**
 * Findings to think about.
 */
warnings: number, 
/**
 * When it was last changed, RFC 3339.
 */
changed_at: string, };

/**
 * A source with a schedule.
 */
export type PullEntry = { 
/**
 * The source's name.
 */
source: string, 
/**
 * `HH:MM` in the time zone.
 */
due: string, 
/**
 * The app's time zone, an IANA name.
 */
time_zone: string, 
/**
 * The last day whose file was due, `YYYY-MM-DD`.
 */
day: string, 
/**
 * How that day stands.
 */
state: DayState, 
/**
 * From when on that day's file counts as missing, RFC 3339.
 */
late_at: string, 
/**
 * When the next day's file is due, RFC 3339.
 */
next_due: string, 
/**
 * That day's file.
 */
pull?: PullView, 
/**
 * The broken rules that stand.
 */
alerts: Array<Alert>, };

/**
 * What a pull came to.
 */
export type PullReply = { 
/**
 * Whether a file was downloaded; false when it is here already and only a new one was wanted.
 */
pulled: boolean, 
/**
 * The file.
 */
pull: PullView, 
/**
 * The broken rules of the source that stand now.
 */
alerts: Array<Alert>, 
/**
 * How many older files were removed, so that no more than `keep` are on the disk.
 */
removed: number, };

/**
 * What to pull.
 */
export type PullRequest = { 
/**
 * The source's name.
 */
name: string, 
/**
 * Its key; the newest export when absent.
 */
key?: string, 
/**
 * Pull nothing when that file is here already, as it is now.
 */
if_new?: boolean, };

/**
 * A file that was pulled.
 */
export type PullView = { 
/**
 * Its number.
 */
id: number, 
/**
 * The day that it counts for in the app's time zone, `YYYY-MM-DD`; absent for one that was pulled by its key and was
 * not the newest.
 */
day?: string, 
/**
 * Its key in the bucket.
 */
key: string, 
/**
 * Its size in the bucket, in bytes.
 */
bytes: number, 
/**
 * When it was written to the bucket, RFC 3339.
 */
modified: string, 
/**
 * Records, if it could be examined.
 */
rows?: number, 
/**
 * What the check said.
 */
verdict?: ExportVerdict, 
/**
 * Why it could not be examined.
 */
error?: Error, 
/**
 * The rules that it broke.
 */
broken: Array<AlertKind>, 
/**
 * When it was pulled, RFC 3339.
 */
pulled_at: string, 
/**
 * Where the file is on this machine; absent once it was removed to make room.
 */
path?: string, 
/**
 * Its number in the list of late exports, to open it: `exports.reopen`.
 */
export?: number, };

/**
 * A number of requests in a span of time.
 */
export type Rate = { 
/**
 * How many.
 */
requests: number, 
/**
 * In how many seconds.
 */
per_secs: number, };

/**
 * A file that is open or was of late.
 */
export type RecentExport = { 
/**
 * Its number, to open it again.
 */
id: number, 
/**
 * The file's name, without folders.
 */
name: string, 
/**
 * The folder it is in.
 */
folder: string, 
/**
 * Size when last opened, in bytes.
 */
bytes: number, 
/**
 * Records, if they were counted.
 */
rows?: number, 
/**
 * What the last check said, if there was one.
 */
verdict?: ExportVerdict, 
/**
 * When it was last opened, RFC 3339.
 */
opened_at: string, 
/**
 * Its handle, if it is open now.
 */
export?: string, };

/**
 * Names an entry of the list of late exports.
 */
export type RecentId = { 
/**
 * Its number.
 */
id: number, };

/**
 * Where a subscriber is led.
 */
export type Redirect = { 
/**
 * An https address; after its host it may hold placeholders, whose values are percent-encoded.
 */
url: string, };

/**
 * A chain on its way: planned, half run, or done.
 */
export type Rehearsal = { 
/**
 * Its id.
 */
id: string, 
/**
 * The prompt's id.
 */
prompt: string, 
/**
 * The prompt's name.
 */
prompt_name: string, 
/**
 * What the subscriber does with it.
 */
interaction: Interaction, 
/**
 * How the user is called.
 */
user: string, 
/**
 * The traits that were taken.
 */
traits: { [key in string]: string }, 
/**
 * What was filled into the form.
 */
form: { [key in string]: string }, 
/**
 * What kind of accounts it talks to.
 */
environment: Environment, 
/**
 * Who rehearses.
 */
operator: string, 
/**
 * The chain's actions, in order.
 */
actions: Array<RehearsedAction>, 
/**
 * The id of the action that is next; absent when the chain is done.
 */
next?: string, 
/**
 * What must be typed to run an action that changes something, in a production app.
 */
confirm?: string, 
/**
 * When it was begun, RFC 3339.
 */
started_at: string, 
/**
 * When its last action ended; absent while one is left.
 */
ended_at?: string, };

/**
 * Names a rehearsal.
 */
export type RehearsalId = { 
/**
 * The rehearsal's id.
 */
rehearsal: string, };

/**
 * What was rehearsed, for someone who was not there.
 */
export type RehearsalReport = { 
/**
 * Version of this document's shape.
 */
report: number, 
/**
 * The Patchbay that wrote it.
 */
version: string, 
/**
 * The app's id.
 */
app: string, 
/**
 * The app's name.
 */
app_name: string, 
/**
 * Who wrote it.
 */
operator: string, 
/**
 * When it was written, RFC 3339.
 */
written_at: string, 
/**
 * The prompts as they are now, by id.
 */
prompts: Array<Prompt>, 
/**
 * The rehearsals, by prompt, interaction and user.
 */
rehearsals: Array<Rehearsal>, };

/**
 * What to rehearse.
 */
export type RehearsalRequest = { 
/**
 * The prompt's id.
 */
prompt: string, 
/**
 * What the subscriber does with it.
 */
interaction: Interaction, 
/**
 * A user of the app: a test user, or one of an open export. Their traits are taken.
 */
user?: string, 
/**
 * Traits that are typed in; they come before those of the user.
 */
traits?: { [key in string]: string }, 
/**
 * What the subscriber fills into the form.
 */
form?: { [key in string]: string }, };

/**
 * A rehearsal as it is listed.
 */
export type RehearsalSummary = { 
/**
 * Its id.
 */
id: string, 
/**
 * The prompt's id.
 */
prompt: string, 
/**
 * What the subscriber did.
 */
interaction: Interaction, 
/**
 * How the user is called.
 */
user: string, 
/**
 * Who rehearsed.
 */
operator: string, 
/**
 * Whether it is done and every action succeeded that its condition did not leave out.
 */
succeeded: boolean, 
/**
 * Whether it is done.
 */
done: boolean, 
/**
 * Whether the chain has changed since.
 */
stale: boolean, 
/**
 * When it was begun, RFC 3339.
 */
started_at: string, };

/**
 * How a chain was last rehearsed.
 */
export type Rehearsed = { "state": "never" } | { "state": "before", 
/**
 * When, RFC 3339.
 */
at: string, } | { "state": "as_it_is", 
/**
 * The rehearsal's id.
 */
rehearsal: string, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * Whether every action that was not skipped by its condition succeeded.
 */
succeeded: boolean, };

/**
 * One action of a chain, and where it stands.
 */
export type RehearsedAction = { 
/**
 * The action as the prompt has it.
 */
action: ChainAction, 
/**
 * What people read: "Chargify: Cancel subscription".
 */
title: string, 
/**
 * Where it stands.
 */
state: ActionState, 
/**
 * The plan as it was last shown, kept beside what came of it.
 */
plan?: ShownPlan, };

/**
 * An object in the bucket.
 */
export type RemoteObject = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * When it was written, RFC 3339.
 */
modified: string, 
/**
 * Its name is that of an export: the newest of these is what a pull takes.
 */
export: boolean, 
/**
 * It was pulled as it is now, and is still on this machine: its number in the list of late exports.
 */
pulled?: number, };

/**
 * The first records of a remote file, of which only the first 256 KiB were read.
 */
export type RemotePreview = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its size in the bucket, in bytes.
 */
bytes: number, 
/**
 * When it was written, RFC 3339.
 */
modified: string, 
/**
 * The page holds the whole file.
 */
whole: boolean, 
/**
 * Its first records.
 */
page: Page, };

/**
 * What was forgotten.
 */
export type RemovedSource = { 
/**
 * The source's name.
 */
name: string, 
/**
 * How many pulled files were removed from the disk.
 */
files: number, };

/**
 * An entry of the list of late exports to open again.
 */
export type ReopenRequest = { 
/**
 * Its number.
 */
id: number, 
/**
 * The ASCII sign between cells.
 */
delimiter?: string, 
/**
 * How characters are written as bytes.
 */
encoding?: Encoding, 
/**
 * Whether the first record names the columns.
 */
header?: boolean, };

/**
 * Which rehearsals to report.
 */
export type ReportRequest = { 
/**
 * Rehearsals' ids, at least one.
 */
rehearsals: Array<string>, };

/**
 * An open export to read another way.
 */
export type RereadRequest = { 
/**
 * The export's handle; it is closed, and the answer has the new one.
 */
export: string, 
/**
 * The ASCII sign between cells.
 */
delimiter?: string, 
/**
 * How characters are written as bytes.
 */
encoding?: Encoding, 
/**
 * Whether the first record names the columns.
 */
header?: boolean, };

/**
 * How repeats of harmless requests are bounded: by count and by total time.
 */
export type Retry = { 
/**
 * Sendings in all, the first included.
 */
attempts: number, 
/**
 * First pause, in milliseconds; it doubles from one to the next, with jitter.
 */
pause_ms: number, 
/**
 * From the first sending on, no repeat starts after this many seconds.
 */
total_secs: number, };

/**
 * What an operator may do.
 */
export type Role = "company_admin" | "app_admin" | "app_member" | "read_only";

/**
 * What a filled cell must be. Nothing is trimmed and case counts.
 */
export type Rule = { "type": "text" } | { "type": "capitals", 
/**
 * How many.
 */
length: number, 
/**
 * Of the issue.
 */
severity: Severity, } | { "type": "decimal", 
/**
 * Of the issue.
 */
severity: Severity, } | { "type": "number", 
/**
 * Of the issue.
 */
severity: Severity, } | { "type": "boolean", 
/**
 * Of the issue.
 */
severity: Severity, } | { "type": "currency", 
/**
 * Of the `bad_value`.
 */
severity: Severity, 
/**
 * Of the `unlisted_value`.
 */
unlisted: Severity, 
/**
 * Codes to accept besides those of ISO 4217.
 */
also: Array<string>, } | { "type": "date", 
/**
 * How it is written.
 */
format: DateFormat, 
/**
 * Of the issue.
 */
severity: Severity, } | { "type": "one_of", 
/**
 * The values.
 */
values: Array<string>, 
/**
 * Of the issue.
 */
severity: Severity, } | { "type": "open", 
/**
 * The values that are known.
 */
values: Array<string>, 
/**
 * Of the issue.
 */
unlisted: Severity, };

/**
 * A run with all that was kept of it.
 */
export type RunDetail = { 
/**
 * What was planned.
 */
plan: PlanView, 
/**
 * What was sent and answered.
 */
exchanges: Array<Exchange>, 
/**
 * The vendor's ids and values.
 */
vendor: Record<string, unknown>, 
/**
 * The state after, with the labels of the plan's `before`.
 */
after: Array<Fact>, 
/**
 * Why it did not succeed.
 */
error?: Error, 
/**
 * The run's id.
 */
run: string, 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * How the user is called.
 */
user?: string, 
/**
 * Who ran it.
 */
operator: string, 
/**
 * How it ended; absent while it is under way.
 */
outcome?: Outcome, 
/**
 * One sentence.
 */
summary: string, 
/**
 * When it began, RFC 3339.
 */
started_at: string, 
/**
 * When it ended; absent while it is under way.
 */
ended_at?: string, };

/**
 * Names a run.
 */
export type RunId = { 
/**
 * The run's id.
 */
run: string, };

/**
 * A plan to run.
 */
export type RunRequest = { 
/**
 * The plan's id.
 */
plan: string, 
/**
 * What was typed to confirm.
 */
confirm?: string, };

/**
 * A run as it is listed.
 */
export type RunSummary = { 
/**
 * The run's id.
 */
run: string, 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * How the user is called.
 */
user?: string, 
/**
 * Who ran it.
 */
operator: string, 
/**
 * How it ended; absent while it is under way.
 */
outcome?: Outcome, 
/**
 * One sentence.
 */
summary: string, 
/**
 * When it began, RFC 3339.
 */
started_at: string, 
/**
 * When it ended; absent while it is under way.
 */
ended_at?: string, };

/**
 * What a run came to.
 */
export type RunView = { 
/**
 * The run's id in the history.
 */
run: string, 
/**
 * How it ended.
 */
outcome: Outcome, 
/**
 * One sentence.
 */
summary: string, 
/**
 * The vendor's ids and values that matter afterwards.
 */
vendor: Record<string, unknown>, 
/**
 * The plan's steps, with the statuses of what was sent.
 */
steps: Array<StepView>, 
/**
 * The state before.
 */
before: Array<Fact>, 
/**
 * The state after, with the same labels.
 */
after: Array<Fact>, 
/**
 * Why it did not succeed.
 */
error?: Error, };

/**
 * Whether the sandbox runs.
 */
export type SandboxStatus = { 
/**
 * The sandbox app's id, if it was set up.
 */
app?: string, 
/**
 * Where it listens, while it runs in this process.
 */
url?: string, };

/**
 * When a connector is to be synced.
 */
export type ScheduleChange = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * Each day at that time, `HH:MM` in the app's time zone; absent: by hand only.
 */
due?: string, };

/**
 * Something that is done every day, and where its day stands.
 */
export type ScheduleEntry = { "kind": "pull" } & PullEntry | { "kind": "sync" } & SyncEntry;

/**
 * Names the connector whose alert is dismissed.
 */
export type ScheduledConnector = { 
/**
 * The connector's id.
 */
connector: string, };

/**
 * A text to look for.
 */
export type SearchRequest = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * What a cell must hold.
 */
text: string, 
/**
 * The column to look in; all when absent.
 */
column?: string, 
/**
 * Whether `a` finds `A`.
 */
ignore_case?: boolean, 
/**
 * The record to begin with: 0, or the `next` of the answer before.
 */
from?: number, 
/**
 * The answer comes after so many hits, at most 1,000, or after a stretch of the file without them.
 */
limit: number, };

/**
 * One field of a connector's form.
 */
export type Setting = { 
/**
 * Stable key.
 */
key: string, 
/**
 * What the form calls it: the vendor's own word.
 */
label: string, 
/**
 * Where to find it and what it is for.
 */
help: string, 
/**
 * What it may hold.
 */
kind: SettingKind, 
/**
 * Kept in the keychain, never shown again.
 */
secret: boolean, 
/**
 * Without it the connector cannot be activated.
 */
required: boolean, 
/**
 * Folded away under "Advanced".
 */
advanced: boolean, 
/**
 * What an empty field means.
 */
default: string | null, 
/**
 * What a good value looks like.
 */
example: string, };

/**
 * What a setting may hold.
 */
export type SettingKind = { "type": "text" } | { "type": "url" } | { "type": "host" } | { "type": "choice", "choices": Array<Choice> } | { "type": "boolean" } | { "type": "file" } | { "type": "json" } | { "type": "list" };

/**
 * Whether a setting has a value. A secret can never be read back.
 */
export type SettingState = "present" | "missing" | "unreadable";

/**
 * A setting and its state.
 */
export type SettingView = { 
/**
 * Stable key.
 */
key: string, 
/**
 * What people read.
 */
label: string, 
/**
 * Kept in the keychain.
 */
secret: boolean, 
/**
 * Needed for activation.
 */
required: boolean, 
/**
 * Whether it has a value.
 */
state: SettingState, };

/**
 * The workspace's settings and where things live.
 */
export type Settings = { 
/**
 * The data directory.
 */
data_dir: string, 
/**
 * This program's version.
 */
version: string, 
/**
 * The database's schema.
 */
schema: number, 
/**
 * Closed runs are removed after so many days.
 */
retention_days: number, 
/**
 * What keeps the secrets: "Secret Service", "macOS Keychain", "Windows Credential Manager".
 */
keychain_name: string, 
/**
 * Why the keychain cannot be used, when it cannot.
 */
keychain?: Error, };

/**
 * Changes to the settings; what is absent stays.
 */
export type SettingsChange = { 
/**
 * From 1 to 3,650.
 */
retention_days?: number, };

/**
 * How grave an issue is.
 */
export type Severity = "error" | "warning";

/**
 * A plan within a rehearsal.
 */
export type ShownPlan = { 
/**
 * Each step as a cURL command without secrets.
 */
curl: Array<string>, 
/**
 * Its changing requests are others than those that were shown before an earlier action ran: look again.
 */
differs: boolean, 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The action's id.
 */
action: string, 
/**
 * How the user is called.
 */
user?: string, 
/**
 * One sentence on what it will do.
 */
summary: string, 
/**
 * The requests, in order.
 */
steps: Array<StepView>, 
/**
 * What the operator should think about first.
 */
warnings: Array<string>, 
/**
 * What the vendor says would come of it.
 */
preview: Array<Fact>, 
/**
 * The state at the vendor now.
 */
before: Array<Fact>, 
/**
 * What the operator takes away.
 */
handout?: Handout, 
/**
 * What was assumed of the action, its traits, parameters and catalogues when it was planned.
 */
assumed: Array<Assumed>, };

/**
 * One of the two files.
 */
export type Side = { 
/**
 * The path it was opened with.
 */
file: string, 
/**
 * Length in bytes.
 */
bytes: number, 
/**
 * Number of records.
 */
rows: number, 
/**
 * Records that could not be compared: ragged, with a cell of more than 1 MiB, or without a whole key.
 */
unkeyed: number, 
/**
 * Records with the key of an earlier one, which was compared in their place.
 */
repeated: number, };

/**
 * A source to save.
 */
export type SourceChange = { 
/**
 * All of its settings; they replace those of the source of that name.
 */
settings: SourceSettings, 
/**
 * The secret key. Absent, the one in the keychain stays; empty, it is removed.
 */
secret?: string, };

/**
 * Names a source.
 */
export type SourceName = { 
/**
 * Its name.
 */
name: string, };

/**
 * A bucket that exports are pulled from, when that is due, and the rules for what is pulled.
 */
export type SourceSettings = { 
/**
 * Lower-case letters, digits and dashes.
 */
name: string, 
/**
 * The bucket.
 */
bucket: string, 
/**
 * What the keys begin with, letter by letter: `daily/evergent_`. Empty for all.
 */
prefix?: string, 
/**
 * The region that requests are signed for.
 */
region: string, 
/**
 * The address of a store that speaks like S3; Amazon's own when absent.
 */
endpoint?: string, 
/**
 * Where the bucket's name stands; when absent, in the host at Amazon's and in the path elsewhere.
 */
style?: AddressStyle, 
/**
 * The access key id. Without one, requests are not signed: for buckets that anybody may read.
 */
access_key?: string, 
/**
 * How many pulled files stay on the disk, from 1 to 400; older ones are removed. 14 when absent.
 */
keep?: number, 
/**
 * The trait spec to examine with; the one that fits the header best when absent.
 */
spec?: string, 
/**
 * `HH:MM` in the app's time zone: when each day's file should be there, and is pulled. Absent: by hand only.
 */
due?: string, 
/**
 * Minutes after `due` until a file that is not there counts as missing, and one that comes as late. 60 when absent.
 */
late_minutes?: number, 
/**
 * Rule: a file is too small when its rows or bytes are more than so many percent below the one of the day before.
 */
smaller_percent?: number, 
/**
 * Rule: a file is too large when its rows or bytes are more than so many percent above the one of the day before.
 */
larger_percent?: number, };

/**
 * A source, what was pulled from it, and what is wrong.
 */
export type SourceView = { 
/**
 * Whether the keychain has its secret key.
 */
secret: SettingState, 
/**
 * Why the keychain cannot be read, when it cannot.
 */
keychain?: Error, 
/**
 * When a file is due next, RFC 3339; absent without a schedule.
 */
next_due?: string, 
/**
 * A pull is under way, in this process or another.
 */
pulling: boolean, 
/**
 * When the bucket was last asked for something new, RFC 3339.
 */
looked_at?: string, 
/**
 * Why the last look or pull failed, if it did.
 */
error?: Error, 
/**
 * The broken rules that stand, the gravest first.
 */
alerts: Array<Alert>, 
/**
 * What was pulled, the last first, at most 30.
 */
pulls: Array<PullView>, 
/**
 * Lower-case letters, digits and dashes.
 */
name: string, 
/**
 * The bucket.
 */
bucket: string, 
/**
 * What the keys begin with, letter by letter: `daily/evergent_`. Empty for all.
 */
prefix?: string, 
/**
 * The region that requests are signed for.
 */
region: string, 
/**
 * The address of a store that speaks like S3; Amazon's own when absent.
 */
endpoint?: string, 
/**
 * Where the bucket's name stands; when absent, in the host at Amazon's and in the path elsewhere.
 */
style?: AddressStyle, 
/**
 * The access key id. Without one, requests are not signed: for buckets that anybody may read.
 */
access_key?: string, 
/**
 * How many pulled files stay on the disk, from 1 to 400; older ones are removed. 14 when absent.
 */
keep?: number, 
/**
 * The trait spec to examine with; the one that fits the header best when absent.
 */
spec?: string, 
/**
 * `HH:MM` in the app's time zone: when each day's file should be there, and is pulled. Absent: by hand only.
 */
due?: string, 
/**
 * Minutes after `due` until a file that is not there counts as missing, and one that comes as late. 60 when absent.
 */
late_minutes?: number, 
/**
 * Rule: a file is too small when its rows or bytes are more than so many percent below the one of the day before.
 */
smaller_percent?: number, 
/**
 * Rule: a file is too large when its rows or bytes are more than so many percent above the one of the day before.
 */
larger_percent?: number, };

/**
 * A trait spec to keep.
 */
export type SpecChange = { 
/**
 * It replaces the app's own one of that name.
 */
spec: TraitSpec, };

/**
 * A trait spec to use: one of those that there are, or any other.
 */
export type SpecChoice = string | TraitSpec;

/**
 * A trait spec to be made from a file.
 */
export type SpecFromExport = { 
/**
 * The export's handle.
 */
export: string, 
/**
 * The name of the new spec.
 */
name: string, 
/**
 * The spec that it starts from, to be widened by what the file has besides; without one, all is taken from the file.
 */
extends?: string, };

/**
 * Names a trait spec.
 */
export type SpecName = { 
/**
 * Its name.
 */
name: string, };

/**
 * A trait spec in a list.
 */
export type SpecSummary = { 
/**
 * Its name.
 */
name: string, 
/**
 * What people read.
 */
title: string, 
/**
 * Whether it comes with the program and cannot be changed.
 */
builtin: boolean, 
/**
 * How many columns it has.
 */
columns: number, 
/**
 * The page that documents them.
 */
source: string | null, };

/**
 * The next action of a rehearsal to be run.
 */
export type StepRequest = { 
/**
 * The rehearsal's id.
 */
rehearsal: string, 
/**
 * The id of the chain's action that the operator saw as the next.
 */
action: string, 
/**
 * What was typed to confirm, in a production app.
 */
confirm?: string, };

/**
 * One request of a plan as it is shown: redacted.
 */
export type StepView = { 
/**
 * What it is for.
 */
purpose: string, 
/**
 * The HTTP method.
 */
method: Method, 
/**
 * The URL.
 */
url: string, 
/**
 * The headers.
 */
headers: { [key in string]: string }, 
/**
 * The body: JSON, a form as an object, or XML as text.
 */
body: JsonValue | null, 
/**
 * Whether it changes anything at the vendor.
 */
changes: boolean, 
/**
 * Whether it was really made while planning.
 */
sent: boolean, 
/**
 * The answer's status, if it was made.
 */
status?: number, };

/**
 * A question with answers to choose from.
 */
export type Survey = { 
/**
 * What is asked.
 */
question: string, 
/**
 * The answers.
 */
answers: Array<string>, };

/**
 * A sync on schedule that failed, told until one succeeds or until it is dismissed.
 */
export type SyncAlert = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * What people read.
 */
connector_name: string, 
/**
 * The day that it is about, `YYYY-MM-DD`.
 */
day: string, 
/**
 * One sentence with what was seen.
 */
message: string, 
/**
 * What to do.
 */
remedy: string, 
/**
 * When it was raised, RFC 3339.
 */
raised_at: string, };

/**
 * A connector with a schedule.
 */
export type SyncEntry = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * What people read.
 */
connector_name: string, 
/**
 * `HH:MM` in the time zone.
 */
due: string, 
/**
 * The app's time zone, an IANA name.
 */
time_zone: string, 
/**
 * Whether the connector is switched on: only then it is synced.
 */
active: boolean, 
/**
 * The last day whose sync was due, `YYYY-MM-DD`; absent if none was since the time was set.
 */
day?: string, 
/**
 * How that day stands.
 */
state: SyncState, 
/**
 * A sync on schedule is under way, in this process or another.
 */
syncing: boolean, 
/**
 * When the next day's sync is due, RFC 3339.
 */
next_due: string, 
/**
 * Since when every catalogue is at least this new, RFC 3339; absent if one was never synced.
 */
synced_at?: string, 
/**
 * Why the last try failed, if nothing has made it good.
 */
error?: Error, 
/**
 * The failure as it was told, unless it was dismissed.
 */
alert?: SyncAlert, };

/**
 * What a sync changed in one catalogue.
 */
export type SyncReport = { 
/**
 * The catalogue's id.
 */
kind: string, 
/**
 * Entries now, archived ones included.
 */
total: number, 
/**
 * Entries that are new.
 */
added: number, 
/**
 * Entries whose content changed.
 */
changed: number, 
/**
 * Entries that vanished or were shelved, marked archived.
 */
archived: number, 
/**
 * When, RFC 3339.
 */
at: string, };

/**
 * What to sync.
 */
export type SyncRequest = { 
/**
 * The connector's id.
 */
connector: string, 
/**
 * One catalogue; all of the connector's when absent.
 */
kind?: string, };

/**
 * How the day of a connector stands.
 */
export type SyncState = "synced" | "waiting" | "failed" | "skipped";

/**
 * What an operation reads or changes, for the cache of a host: a write to a topic makes its reads stale.
 */
export type Topic = "apps" | "operators" | "connectors" | "catalogue" | "users" | "exports" | "sources" | "schedule" | "specs" | "prompts" | "history" | "settings";

/**
 * An attribute of a user that actions look at.
 */
export type Trait = { 
/**
 * Stable key, as in the export: `chargify_id`.
 */
key: string, 
/**
 * What people read.
 */
label: string, 
/**
 * What it is and where it comes from.
 */
help: string, };

/**
 * What must be true of a user's trait.
 */
export type TraitCondition = { 
/**
 * The trait's name.
 */
trait: string, 
/**
 * What is asked of it.
 */
test: TraitTest, 
/**
 * The value it is held to, letter by letter; for `is` and `is_not` alone.
 */
value?: string, };

/**
 * What an export should hold.
 */
export type TraitSpec = { 
/**
 * Its name: `evergent`. Lower-case letters, digits and dashes.
 */
name: string, 
/**
 * What people read; the name if absent.
 */
title: string | null, 
/**
 * The page that documents the columns.
 */
source: string | null, 
/**
 * What a reader should know: above all what that page does not say and is assumed here.
 */
note: string | null, 
/**
 * The columns, in their order.
 */
columns: Array<Column>, 
/**
 * Columns whose values together occur once in a file. Empty if records may repeat.
 */
key: Array<string>, 
/**
 * The column that says whose record it is; customers with several keys are counted.
 */
customer: string | null, 
/**
 * Dates that must not be before others.
 */
orders: Array<DateOrder>, 
/**
 * Cells that depend on another cell.
 */
conditions: Array<Condition>, 
/**
 * How grave faults are that no column has alone.
 */
file: FileRules, };

/**
 * What is asked of a trait.
 */
export type TraitTest = "present" | "missing" | "is" | "is_not";

/**
 * Names and values in the order of the file's columns; a JSON object.
 *
 * Cells past the last column are named `column 21`, …; a short record lacks its last columns; the second column of
 * the same name is called `name (2)`.
 */
export type Traits = Record<string, string>;

/**
 * How urgent something is.
 */
export type Urgency = "problem" | "notice";

/**
 * A user and their traits.
 */
export type User = { 
/**
 * How they are called: the customer id of their export, or any name.
 */
id: string, 
/**
 * What people read.
 */
name: string, 
/**
 * Their traits.
 */
traits: { [key in string]: string }, 
/**
 * One line on what state they are in.
 */
note?: string, 
/**
 * Where they come from.
 */
source?: UserSource, };

/**
 * Names a user.
 */
export type UserId = { 
/**
 * The user's id.
 */
id: string, };

/**
 * Some of the users.
 */
export type UserPage = { 
/**
 * Those that were asked for, by id: the sandbox's, then those that were saved.
 */
users: Array<User>, 
/**
 * How many fit in all.
 */
total: number, };

/**
 * Which users to list.
 */
export type UserSearch = { 
/**
 * Only users whose id, name, note or a trait's value has this text, letter case ignored.
 */
search?: string, 
/**
 * How many of them to pass over; none when absent.
 */
start?: number, 
/**
 * At most so many; 50 when absent, and never more than 1,000.
 */
rows?: number, };

/**
 * Where a user comes from.
 */
export type UserSource = "saved" | "sandbox" | "export";

/**
 * What a check says of one thing, or of all.
 */
export type Verdict = "proven" | "shape_only" | "refused" | "unreachable" | "rate_limited" | "unknown";

/**
 * The values of an earlier parameter under which another is asked for.
 */
export type When = { 
/**
 * The key of the earlier parameter: a choice or a boolean.
 */
param: string, 
/**
 * The values.
 */
values: Array<string>, };

/** Every operation with what it takes and gives. */
export interface Operations {
  /** What Home shows: health of every connector, last syncs, exports and runs, what needs attention. */
  "home.show": { request: Nothing; response: Home };
  /** The apps that the operator may see. */
  "apps.list": { request: Nothing; response: Array<App> };
  /** Makes an app. */
  "apps.create": { request: NewApp; response: App };
  /** Changes an app's name, environment or time zone. */
  "apps.update": { request: AppChange; response: App };
  /** The operators, and who is at the keyboard. */
  "operators.list": { request: Nothing; response: Operators };
  /** Adds an operator with a role. */
  "operators.add": { request: NewOperator; response: Operator };
  /** Removes an operator; the last company administrator stays. */
  "operators.remove": { request: OperatorId; response: Nothing };
  /** Says who is at the keyboard. */
  "operators.switch": { request: OperatorId; response: Operators };
  /** Every connector with the state of its settings. */
  "connectors.list": { request: Nothing; response: Array<ConnectorView> };
  /** One connector: its whole definition, what is set, and the last check. */
  "connectors.show": { request: ConnectorId; response: ConnectorDetail };
  /** Saves settings and secrets, all or nothing, and switches a connector on or off. */
  "connectors.set": { request: ConnectorChange; response: ConnectorDetail };
  /** Asks the vendor what can be proven about the settings. */
  "connectors.check": { request: ConnectorId; response: CheckView };
  /** Forgets a connector's settings, secrets, catalogue and schedule. */
  "connectors.remove": { request: ConnectorId; response: Nothing };
  /** Reads a vendor's catalogue to its end and applies it whole. */
  "catalogue.sync": { request: SyncRequest; response: Array<SyncReport> };
  /** A window of a catalogue, searched and filtered. */
  "catalogue.list": { request: ListRequest; response: CataloguePage };
  /** Every catalogue of every connector with its counts and last sync. */
  "catalogue.status": { request: Nothing; response: Array<CatalogueStatus> };
  /** Test users of the app. */
  "users.list": { request: UserSearch; response: UserPage };
  /** Keeps a test user, or replaces the one of that id. */
  "users.save": { request: User; response: User };
  /** Removes a test user. */
  "users.remove": { request: UserId; response: Nothing };
  /** The traits of a user by id: from the test users, else from the open exports. */
  "users.find": { request: UserId; response: User };
  /** The actions of every connector, or of one. */
  "actions.list": { request: ActionsRequest; response: Array<ActionView> };
  /** The exact requests that an action would send. Look-ups are really made, changes are not. */
  "actions.plan": { request: PlanRequest; response: PlanReply };
  /** Runs a plan, once. */
  "actions.run": { request: RunRequest; response: RunView };
  /** Opens a file that the host has taken in: chosen in a dialog, dropped on the window, given at the start. */
  "exports.open_offered": { request: OpenOfferedRequest; response: ExportView };
  /** Opens again a file that was open before. */
  "exports.reopen": { request: ReopenRequest; response: ExportView };
  /** Reads an open export another way: with another delimiter, encoding, or without a header. */
  "exports.reread": { request: RereadRequest; response: ExportView };
  /** The exports that are open or were of late. */
  "exports.recent": { request: Nothing; response: Array<RecentExport> };
  /** Forgets a file in the list of late ones; the file stays. */
  "exports.forget": { request: RecentId; response: Nothing };
  /** A window of records. */
  "exports.page": { request: PageRequest; response: Page };
  /** One cell as a whole, up to 1 MiB of it. */
  "exports.cell": { request: CellRequest; response: CellText };
  /** Finds where every record begins, and so how many there are. */
  "exports.index": { request: ExportId; response: ExportView };
  /** Tests every cell against a trait spec. */
  "exports.check": { request: CheckRequest; response: CheckReport };
  /** What the columns hold: empty, distinct, least, greatest, most frequent values, how they are spread. */
  "exports.profile": { request: ProfileRequest; response: Profile };
  /** Checks and profiles in one pass, tells what is odd for today's export, and keeps what was found with the open file. */
  "exports.examine": { request: ExamineRequest; response: Examined };
  /** The cells and records with an issue, among some records; after an examination. */
  "exports.marks": { request: MarksRequest; response: Array<Mark> };
  /** How many records have an issue in each part of the file; after an examination. */
  "exports.overview": { request: OverviewRequest; response: Overview };
  /** A window of the records with an issue; after an examination. */
  "exports.flagged": { request: FlaggedRequest; response: FlaggedPage };
  /** The next record with an issue; after an examination. */
  "exports.next_flagged": { request: NextFlaggedRequest; response: NextFlagged };
  /** All records of one customer. */
  "exports.find": { request: FindRequest; response: FindReply };
  /** The next cells that hold a text. It ends after so many hits or a stretch of the file: go on at `next`. */
  "exports.search": { request: SearchRequest; response: Hits };
  /** Compares two open exports by key. */
  "exports.compare": { request: CompareRequest; response: ComparisonView };
  /** A window of what differs between two compared exports. */
  "exports.differences": { request: DifferencesRequest; response: Differences };
  /** Closes a comparison. */
  "exports.close_comparison": { request: ComparisonId; response: Nothing };
  /** Closes an export. */
  "exports.close": { request: ExportId; response: Nothing };
  /** The trait specs: the app's own, then the built-in ones. */
  "specs.list": { request: Nothing; response: Array<SpecSummary> };
  /** One trait spec, whole. */
  "specs.show": { request: SpecName; response: TraitSpec };
  /** Keeps a trait spec of the app's own, or replaces the one of that name. */
  "specs.save": { request: SpecChange; response: TraitSpec };
  /** Removes a trait spec of the app's own. */
  "specs.remove": { request: SpecName; response: Nothing };
  /** A trait spec made from an open export, or widened by it; it is not kept. */
  "specs.from_export": { request: SpecFromExport; response: TraitSpec };
  /** Every source with its schedule, what was pulled from it, and its alerts. */
  "sources.list": { request: Nothing; response: Array<SourceView> };
  /** Saves a source, or replaces the one of that name; its secret key goes to the keychain. */
  "sources.save": { request: SourceChange; response: SourceView };
  /** Forgets a source, its key, and the files that were pulled from it. */
  "sources.remove": { request: SourceName; response: RemovedSource };
  /** Asks the store what can be proven about a source's settings. */
  "sources.check": { request: SourceName; response: CheckedSource };
  /** The objects below a source's prefix, newest first. */
  "sources.objects": { request: ObjectsRequest; response: ObjectsPage };
  /** The first records of a remote file, without downloading it. */
  "sources.preview": { request: PreviewRequest; response: RemotePreview };
  /** Downloads and examines the newest export of a source, or the one of a key. */
  "sources.pull": { request: PullRequest; response: PullReply };
  /** Takes an alert of a source off the list. */
  "sources.dismiss": { request: AlertId; response: Nothing };
  /** What is done every day by itself, syncs of connectors and pulls of sources, and how its day stands. */
  "schedule.list": { request: Nothing; response: Array<ScheduleEntry> };
  /** Sets when a connector's catalogues are synced every day, or that they are synced by hand only. */
  "schedule.set": { request: ScheduleChange; response: ChangedSchedule };
  /** Takes the alert of a connector's failed sync off the list. */
  "schedule.dismiss": { request: ScheduledConnector; response: Nothing };
  /** The prompts of the app, with how many findings each has. */
  "prompts.list": { request: Nothing; response: Array<PromptSummary> };
  /** One prompt with its chains, what is wrong with it, and how it was rehearsed. */
  "prompts.show": { request: PromptId; response: PromptDetail };
  /** What an editor of prompts offers: known traits, actions. */
  "prompts.choices": { request: Nothing; response: PromptChoices };
  /** What is wrong with a prompt that is being edited; nothing is kept. */
  "prompts.judge": { request: Prompt; response: Array<Finding> };
  /** Keeps a prompt, or a change of one, if it makes sense. */
  "prompts.save": { request: PromptChange; response: PromptDetail };
  /** Removes a prompt; what was rehearsed of it stays. */
  "prompts.remove": { request: PromptId; response: Nothing };
  /** Prompts by interactions: what runs when, what is broken, what was never rehearsed since it changed. */
  "prompts.coverage": { request: Nothing; response: Coverage };
  /** Begins a rehearsal: the plan of a whole chain for one user. Look-ups are really made, changes are not. */
  "prompts.plan": { request: RehearsalRequest; response: Rehearsal };
  /** Runs the next action of a rehearsal, once, and plans the rest anew. */
  "prompts.step": { request: StepRequest; response: Rehearsal };
  /** The rehearsals of a prompt, newest first. */
  "prompts.rehearsals": { request: PromptId; response: Array<RehearsalSummary> };
  /** One rehearsal, whole. */
  "prompts.rehearsal": { request: RehearsalId; response: Rehearsal };
  /** Rehearses test users by interactions, each from a fresh sandbox; for sandbox apps alone. */
  "prompts.batch": { request: BatchRequest; response: Batch };
  /** Rehearsals written down for someone who was not there. */
  "prompts.report": { request: ReportRequest; response: RehearsalReport };
  /** The app's prompts and connector settings as a document, without secrets. */
  "prompts.export": { request: Nothing; response: PromptDocument };
  /** What a document would change; nothing is changed. */
  "prompts.compare_import": { request: DocumentText; response: ImportPreview };
  /** Applies a document, all or nothing, if it still changes what was shown. */
  "prompts.import": { request: ImportRequest; response: ImportPreview };
  /** Runs, newest first. */
  "history.list": { request: HistoryRequest; response: HistoryPage };
  /** One run with its plan and every exchange, redacted. */
  "history.show": { request: RunId; response: RunDetail };
  /** Removes all closed runs of the app, and its rehearsals, from the history. */
  "history.clear": { request: Nothing; response: Cleared };
  /** The whole history of the app as one document, redacted. */
  "history.export": { request: Nothing; response: HistoryDocument };
  /** Sets up an app that talks to the sandbox: connectors, catalogue, users and an export, all working. */
  "sandbox.explore": { request: Nothing; response: Explored };
  /** Whether the sandbox runs in this process, and where. */
  "sandbox.status": { request: Nothing; response: SandboxStatus };
  /** Where data and secrets live, the keychain's state, retention. */
  "settings.show": { request: Nothing; response: Settings };
  /** Changes how long history is kept. */
  "settings.update": { request: SettingsChange; response: Settings };
}

/** What each operation's answer depends on, and what it changes. */
export const topics: { [Name in keyof Operations]: { reads: Topic[]; writes: Topic[] } } = {
  "home.show": { reads: ["apps", "connectors", "catalogue", "exports", "sources", "schedule", "history", "settings"], writes: [] },
  "apps.list": { reads: ["apps"], writes: [] },
  "apps.create": { reads: [], writes: ["apps"] },
  "apps.update": { reads: [], writes: ["apps"] },
  "operators.list": { reads: ["operators"], writes: [] },
  "operators.add": { reads: [], writes: ["operators"] },
  "operators.remove": { reads: [], writes: ["operators"] },
  "operators.switch": { reads: [], writes: ["operators", "apps", "connectors", "catalogue", "users", "exports", "sources", "schedule", "specs", "prompts", "history", "settings"] },
  "connectors.list": { reads: ["connectors"], writes: [] },
  "connectors.show": { reads: ["connectors"], writes: [] },
  "connectors.set": { reads: [], writes: ["connectors"] },
  "connectors.check": { reads: [], writes: ["connectors"] },
  "connectors.remove": { reads: [], writes: ["connectors", "catalogue", "schedule"] },
  "catalogue.sync": { reads: [], writes: ["catalogue"] },
  "catalogue.list": { reads: ["catalogue"], writes: [] },
  "catalogue.status": { reads: ["catalogue", "connectors"], writes: [] },
  "users.list": { reads: ["users"], writes: [] },
  "users.save": { reads: [], writes: ["users"] },
  "users.remove": { reads: [], writes: ["users"] },
  "users.find": { reads: ["users", "exports"], writes: [] },
  "actions.list": { reads: ["connectors"], writes: [] },
  "actions.plan": { reads: [], writes: [] },
  "actions.run": { reads: [], writes: ["history"] },
  "exports.open_offered": { reads: [], writes: ["exports"] },
  "exports.reopen": { reads: [], writes: ["exports"] },
  "exports.reread": { reads: [], writes: ["exports"] },
  "exports.recent": { reads: ["exports"], writes: [] },
  "exports.forget": { reads: [], writes: ["exports"] },
  "exports.page": { reads: [], writes: [] },
  "exports.cell": { reads: [], writes: [] },
  "exports.index": { reads: [], writes: ["exports"] },
  "exports.check": { reads: [], writes: ["exports"] },
  "exports.profile": { reads: [], writes: [] },
  "exports.examine": { reads: [], writes: ["exports"] },
  "exports.marks": { reads: ["exports"], writes: [] },
  "exports.overview": { reads: ["exports"], writes: [] },
  "exports.flagged": { reads: ["exports"], writes: [] },
  "exports.next_flagged": { reads: ["exports"], writes: [] },
  "exports.find": { reads: [], writes: [] },
  "exports.search": { reads: [], writes: [] },
  "exports.compare": { reads: [], writes: [] },
  "exports.differences": { reads: [], writes: [] },
  "exports.close_comparison": { reads: [], writes: [] },
  "exports.close": { reads: [], writes: ["exports"] },
  "specs.list": { reads: ["specs"], writes: [] },
  "specs.show": { reads: ["specs"], writes: [] },
  "specs.save": { reads: [], writes: ["specs"] },
  "specs.remove": { reads: [], writes: ["specs"] },
  "specs.from_export": { reads: [], writes: [] },
  "sources.list": { reads: ["sources", "exports"], writes: [] },
  "sources.save": { reads: [], writes: ["sources"] },
  "sources.remove": { reads: [], writes: ["sources", "exports"] },
  "sources.check": { reads: [], writes: [] },
  "sources.objects": { reads: ["sources"], writes: [] },
  "sources.preview": { reads: [], writes: [] },
  "sources.pull": { reads: [], writes: ["sources", "exports"] },
  "sources.dismiss": { reads: [], writes: ["sources"] },
  "schedule.list": { reads: ["schedule", "sources", "connectors", "catalogue", "apps"], writes: [] },
  "schedule.set": { reads: [], writes: ["schedule"] },
  "schedule.dismiss": { reads: [], writes: ["schedule"] },
  "prompts.list": { reads: ["prompts", "connectors", "catalogue", "users"], writes: [] },
  "prompts.show": { reads: ["prompts", "connectors", "catalogue", "users"], writes: [] },
  "prompts.choices": { reads: ["connectors", "users", "exports", "specs"], writes: [] },
  "prompts.judge": { reads: ["connectors", "catalogue", "users", "exports", "specs"], writes: [] },
  "prompts.save": { reads: [], writes: ["prompts"] },
  "prompts.remove": { reads: [], writes: ["prompts"] },
  "prompts.coverage": { reads: ["prompts", "connectors", "catalogue", "users"], writes: [] },
  "prompts.plan": { reads: [], writes: ["prompts"] },
  "prompts.step": { reads: [], writes: ["prompts", "history"] },
  "prompts.rehearsals": { reads: ["prompts"], writes: [] },
  "prompts.rehearsal": { reads: ["prompts"], writes: [] },
  "prompts.batch": { reads: [], writes: ["prompts", "history"] },
  "prompts.report": { reads: ["prompts"], writes: [] },
  "prompts.export": { reads: ["prompts", "connectors"], writes: [] },
  "prompts.compare_import": { reads: ["prompts", "connectors"], writes: [] },
  "prompts.import": { reads: [], writes: ["prompts", "connectors"] },
  "history.list": { reads: ["history"], writes: [] },
  "history.show": { reads: ["history"], writes: [] },
  "history.clear": { reads: [], writes: ["history", "prompts"] },
  "history.export": { reads: ["history"], writes: [] },
  "sandbox.explore": { reads: [], writes: ["apps", "connectors", "catalogue", "users", "exports", "history"] },
  "sandbox.status": { reads: ["apps"], writes: [] },
  "settings.show": { reads: ["settings"], writes: [] },
  "settings.update": { reads: [], writes: ["settings", "history"] },
};

/** What the operator's role must allow. The page says so beforehand; the backend checks. */
export const permissions: { [Name in keyof Operations]: Permission } = {
  "home.show": "look",
  "apps.list": "anyone",
  "apps.create": "company",
  "apps.update": "configure",
  "operators.list": "anyone",
  "operators.add": "configure",
  "operators.remove": "configure",
  "operators.switch": "anyone",
  "connectors.list": "look",
  "connectors.show": "look",
  "connectors.set": "configure",
  "connectors.check": "work",
  "connectors.remove": "configure",
  "catalogue.sync": "work",
  "catalogue.list": "look",
  "catalogue.status": "look",
  "users.list": "look",
  "users.save": "work",
  "users.remove": "work",
  "users.find": "look",
  "actions.list": "look",
  "actions.plan": "work",
  "actions.run": "work",
  "exports.open_offered": "work",
  "exports.reopen": "work",
  "exports.reread": "work",
  "exports.recent": "look",
  "exports.forget": "work",
  "exports.page": "look",
  "exports.cell": "look",
  "exports.index": "look",
  "exports.check": "look",
  "exports.profile": "look",
  "exports.examine": "look",
  "exports.marks": "look",
  "exports.overview": "look",
  "exports.flagged": "look",
  "exports.next_flagged": "look",
  "exports.find": "look",
  "exports.search": "look",
  "exports.compare": "look",
  "exports.differences": "look",
  "exports.close_comparison": "look",
  "exports.close": "look",
  "specs.list": "look",
  "specs.show": "look",
  "specs.save": "configure",
  "specs.remove": "configure",
  "specs.from_export": "look",
  "sources.list": "look",
  "sources.save": "configure",
  "sources.remove": "configure",
  "sources.check": "work",
  "sources.objects": "work",
  "sources.preview": "work",
  "sources.pull": "work",
  "sources.dismiss": "work",
  "schedule.list": "look",
  "schedule.set": "configure",
  "schedule.dismiss": "work",
  "prompts.list": "look",
  "prompts.show": "look",
  "prompts.choices": "look",
  "prompts.judge": "look",
  "prompts.save": "work",
  "prompts.remove": "work",
  "prompts.coverage": "look",
  "prompts.plan": "work",
  "prompts.step": "work",
  "prompts.rehearsals": "look",
  "prompts.rehearsal": "look",
  "prompts.batch": "work",
  "prompts.report": "look",
  "prompts.export": "look",
  "prompts.compare_import": "look",
  "prompts.import": "configure",
  "history.list": "look",
  "history.show": "look",
  "history.clear": "configure",
  "history.export": "look",
  "sandbox.explore": "company",
  "sandbox.status": "look",
  "settings.show": "anyone",
  "settings.update": "company",
};
