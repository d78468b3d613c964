// Ways into the screen from elsewhere: `?connector=&action=&user=`, or a user with traits handed over by Exports.
import { useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { withUser } from "../../components/whom/whom";
import type { User } from "../../host";
import { type Draft, withAction } from "./draft";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** A user with their traits, for Test action. */
    user?: User;
  }
}

/** Takes over what the address asks for, once, and clears it: going back must not undo what was chosen since. */
export function useArrival(change: (next: (draft: Draft) => Draft) => void, lookUp: (id: string) => void) {
  const { connector, action, user } = useSearch({ from: "/test-action" });
  const handed = useRouterState({ select: (s) => s.location.state.user });
  const navigate = useNavigate();
  useEffect(() => {
    if (!connector && !action && !user && !handed) return;
    change((draft) => {
      const next = connector ? withAction(draft, connector, action ?? "") : draft;
      if (handed) return withUser(next, handed);
      return user && next.user?.id !== user ? withUser(next, null) : next;
    });
    if (user && !handed) lookUp(user);
    void navigate({ to: "/test-action", search: {}, state: {}, replace: true });
  }, [connector, action, user, handed, change, lookUp, navigate]);
}
