import { Button, ErrorNote, Icon } from "../../components";
import beside from "../../components/plan/beside.module.css";
import type { Failure } from "../../host";
import styles from "./test-action.module.css";

interface Candidate {
  id: string;
  facts: { label: string; value: string }[];
}

/** The targets that fit, as the backend lists them in `details.candidates`: an id and what tells them apart. */
export function candidatesOf(error: Failure): Candidate[] {
  const details = error.details as { candidates?: unknown } | undefined;
  const all = Array.isArray(details?.candidates) ? details.candidates : [];
  return all.flatMap((each: unknown): Candidate[] => {
    if (typeof each !== "object" || each === null || !("id" in each)) return [];
    const { id, ...rest } = each as Record<string, unknown>;
    if ((typeof id !== "string" && typeof id !== "number") || id === "") return [];
    const facts = Object.entries(rest)
      .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "")
      .map(([key, value]) => ({ label: key.replaceAll("_", " "), value: String(value) }));
    return [{ id: String(id), facts }];
  });
}

interface CandidatesProps {
  error: Failure;
  isDisabled: boolean;
  /** Fills the parameter or trait that tells them apart. */
  onChoose: (field: string, id: string) => void;
}

/** Several targets fit: one must be named. Never chosen for the operator. */
export function Candidates({ error, isDisabled, onChoose }: CandidatesProps) {
  const { field } = error;
  const candidates = candidatesOf(error);
  if (field === undefined || candidates.length === 0) return <ErrorNote error={error} />;
  return (
    <div className={styles.stack} role="alert">
      <p className={styles.question}>
        <Icon name="circle-question-mark" size={18} />
        <strong>Which one?</strong> {error.message}.
      </p>
      <ul className={styles.candidates}>
        {candidates.map((each) => (
          <li key={each.id} className={styles.candidate}>
            <div>
              <code>{each.id}</code>
              <ul className={styles.tells}>
                {each.facts.map(({ label, value }) => (
                  <li key={label}>
                    <span className={beside.quiet}>{label}</span> {value}
                  </li>
                ))}
              </ul>
            </div>
            <Button isDisabled={isDisabled} onPress={() => onChoose(field, each.id)}>
              Choose {each.id}
            </Button>
          </li>
        ))}
      </ul>
      <p className={beside.quiet}>
        The choice fills in <code>{field}</code> and plans again.
      </p>
    </div>
  );
}
