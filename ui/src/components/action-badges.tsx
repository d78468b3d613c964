import type { Action } from "../host";
import { Badge } from "./badge";

/** What should be thought about before an action is run. */
export function ActionBadges({ action }: { action: Action }) {
  return (
    <>
      {action.destructive && (
        <Badge tone="bad" icon="triangle-alert">
          destructive
        </Badge>
      )}
      {action.moves_money && (
        <Badge tone="warn" icon="circle-alert">
          moves money
        </Badge>
      )}
      {action.reaches_person && (
        <Badge tone="warn" icon="user">
          a person sees it
        </Badge>
      )}
      {action.acceptance === "silent" && (
        <Badge tone="unsure" icon="eye-off">
          success proves nothing
        </Badge>
      )}
      {action.acceptance === "no_change" && (
        <Badge tone="idle" icon="circle-minus">
          changes nothing
        </Badge>
      )}
    </>
  );
}
