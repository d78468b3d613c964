import { useState } from "react";
import { Button, ErrorNote, toast } from "../../../components";
import { asFailure, type Failure } from "../../../host";
import { useSession, useWhyNot } from "../../../query";

/** Writes rehearsals down for someone who was not there: a page to read, or JSON, by the name that is chosen. */
export function SaveReport({ rehearsals }: { rehearsals: string[] }) {
  const { host, app } = useSession();
  const whyNot = useWhyNot("prompts.report");
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<Failure | undefined>(undefined);
  const save = async () => {
    setSaving(true);
    setError(undefined);
    try {
      const name = await host.saveReport(app, rehearsals);
      if (name !== null) toast(`The report is in ${name}`);
    } catch (thrown) {
      setError(asFailure(thrown));
    }
    setSaving(false);
  };
  return (
    <>
      <Button icon="download" whyNot={whyNot} isDisabled={saving} onPress={() => void save()}>
        Save report…
      </Button>
      {error && <ErrorNote error={error} />}
    </>
  );
}
