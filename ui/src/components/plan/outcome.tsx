import type { Acceptance, Outcome as OutcomeName, RunView } from "../../host";
import { Badge, ErrorNote, Facts, Icon, type IconName, Note, type Tone } from "..";
import { cx } from "../cx";
import { FactsCompare } from "../facts-compare";
import styles from "./outcome.module.css";
import { RequestStep } from "./request-step";

interface Words {
  tone: Tone;
  icon: IconName;
  word: string;
  meaning: string;
}

/** How a run ended, in words that say what to do about it. */
export const outcomeWords: Record<OutcomeName, Words> = {
  succeeded: { tone: "good", icon: "circle-check", word: "Succeeded", meaning: "The vendor did it." },
  refused: { tone: "warn", icon: "ban", word: "Refused", meaning: "The vendor said no." },
  failed: { tone: "bad", icon: "circle-x", word: "Failed", meaning: "Nothing was changed." },
  unknown: {
    tone: "unsure",
    icon: "circle-question-mark",
    word: "Unknown",
    meaning:
      "It was sent, and what came of it is not known. Look at the vendor before repeating it: it was not sent again.",
  },
};

const acceptances: Record<Acceptance, string | undefined> = {
  recorded: undefined,
  queued:
    "The vendor took it into a queue: that it was accepted does not prove that it was carried out. Look at the user there later.",
  silent:
    "This vendor answers so to anything: it proves that the request arrived, not that it did something.",
  no_change: undefined,
};

interface BannerProps {
  outcome: OutcomeName;
  summary: string;
  /** No request changes anything: nobody did anything at the vendor. */
  nothingSent?: boolean;
}

/** The outcome as a banner. */
export function OutcomeBanner({ outcome, summary, nothingSent = false }: BannerProps) {
  const { tone, icon, word, ...usual } = outcomeWords[outcome];
  const meaning =
    nothingSent && outcome === "succeeded" ? "Nothing was changed at the vendor." : usual.meaning;
  return (
    <div className={cx(styles.banner, styles[tone])} role="status">
      <Icon name={icon} size={26} />
      <div>
        <p className={styles.word}>{word}</p>
        <p>{summary}</p>
        <p className={styles.meaning}>{meaning}</p>
      </div>
    </div>
  );
}

/** Ids and values of the vendor's that matter afterwards. */
export function VendorFacts({ vendor }: { vendor: Record<string, unknown> }) {
  const facts = Object.entries(vendor).map(([label, value]) => ({
    label,
    value: <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>,
  }));
  if (facts.length === 0) return null;
  return (
    <section>
      <h3>At the vendor</h3>
      <Facts facts={facts} />
    </section>
  );
}

/** What a run came to. */
export function Outcome({ run, acceptance }: { run: RunView; acceptance: Acceptance }) {
  const proves = run.outcome === "succeeded" ? acceptances[acceptance] : undefined;
  const sent = run.steps.filter((s) => s.changes);
  return (
    <>
      <OutcomeBanner outcome={run.outcome} summary={run.summary} nothingSent={sent.length === 0} />
      {proves && (
        <Note tone="warn">
          <p>{proves}</p>
        </Note>
      )}
      {run.error && <ErrorNote error={run.error} />}
      {run.after.length > 0 ? (
        <section>
          <h3>What changed</h3>
          <FactsCompare before={run.before} after={run.after} label="Before and after" />
        </section>
      ) : (
        run.before.length > 0 && (
          <section>
            <h3>How it was before</h3>
            <Facts facts={run.before} />
            <p className={styles.meaning}>How it is now was not read.</p>
          </section>
        )
      )}
      <VendorFacts vendor={run.vendor} />
      {sent.length > 0 && (
        <section className={styles.steps}>
          <h3>
            Sent <Badge tone="idle">{`${sent.filter((s) => s.sent).length} of ${sent.length}`}</Badge>
          </h3>
          <ol className={styles.steps}>
            {sent.map((step, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
              <RequestStep key={i} number={i + 1} step={step} state={step.sent ? "sent" : "not_sent"} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
