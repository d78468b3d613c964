import { Button } from "../../../components";
import type { PullView } from "../../../host";
import { useOpen } from "../use-open";
import { fileName } from "./words";

/** Opens a file that was pulled, if it is still on this machine. */
export function OpenPulled({ pull }: { pull: PullView }) {
  const open = useOpen();
  const { export: id } = pull;
  if (id === undefined) return null;
  return (
    <>
      <Button
        icon="table"
        aria-label={`Open ${fileName(pull.key)}`}
        whyNot={open.whyNot}
        isPending={open.isPending}
        onPress={() => void open.reopen(id)}
      >
        Open
      </Button>
      {open.error && <span role="alert">{open.error.message}</span>}
    </>
  );
}
