// The end of a rehearsal: whether the chain did what it should, and what to do with that.
import { Link } from "@tanstack/react-router";
import { Button, cx, Icon } from "../../../components";
import beside from "../../../components/plan/beside.module.css";
import type { Rehearsal } from "../../../host";
import { useWhyNot } from "../../../query";
import styles from "./rehearse.module.css";
import { SaveReport } from "./save-report";
import { didWhatItShould, isWrong, tally } from "./states";

interface SummaryProps {
  rehearsal: Rehearsal;
  whyNot: string | undefined;
  onAgain: () => void;
  onChange: () => void;
}

export function Summary({ rehearsal, whyNot, onAgain, onChange }: SummaryProps) {
  const forbidden = useWhyNot("prompts.plan");
  return (
    <section className={styles.summary} aria-label="Summary">
      <Verdict rehearsal={rehearsal} />
      <div className={beside.buttons}>
        <SaveReport rehearsals={[rehearsal.id]} />
        <Button icon="rotate-ccw" whyNot={forbidden ?? whyNot} onPress={onAgain}>
          Rehearse again
        </Button>
        <Button icon="user" onPress={onChange}>
          Change the inputs
        </Button>
        <Link
          to="/prompts/$id"
          params={{ id: rehearsal.prompt }}
          search={{ interaction: rehearsal.interaction }}
        >
          Edit the chain
        </Link>
        <span className={beside.quiet}>Rehearsing again plans first; nothing is sent until you run it.</span>
      </div>
    </section>
  );
}

/** Whether it did what it should, in words and colour. */
export function Verdict({ rehearsal }: { rehearsal: Rehearsal }) {
  const good = didWhatItShould(rehearsal);
  const wrong = rehearsal.actions.find(isWrong);
  const done = rehearsal.ended_at !== undefined;
  const tone = good ? styles.good : done ? styles.bad : styles.unsure;
  const word = good
    ? "The chain did what it should"
    : done
      ? "The chain did not do what it should"
      : "The rehearsal was not finished";
  return (
    <div className={cx(styles.verdict, tone)} role="status">
      <Icon name={good ? "circle-check" : done ? "circle-x" : "circle-dashed"} size={26} />
      <div>
        <p className={styles.word}>{word}</p>
        <p>{tally(rehearsal)}.</p>
        {wrong?.state.state === "done" && <p>{`${wrong.title}: ${wrong.state.run.summary}`}</p>}
        {wrong?.state.state === "failed" && <p>{`${wrong.title}: ${wrong.state.error.message}`}</p>}
      </div>
    </div>
  );
}
