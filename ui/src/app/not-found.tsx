import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { EmptyState } from "../components/empty-state";
import { ErrorNote } from "../components/error-note";
import { Screen } from "../components/panel";
import { asFailure } from "../host";

export function NotFound() {
  return (
    <EmptyState icon="circle-question-mark" title="There is no such screen">
      <Link to="/">Go to Home</Link>
    </EmptyState>
  );
}

/** A fault of the page itself; the rest of the window goes on. */
export function ScreenFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Screen title="This screen failed">
      <ErrorNote
        error={{ ...asFailure(error), hint: "Try again, or go to another screen" }}
        onRetry={reset}
      />
    </Screen>
  );
}
