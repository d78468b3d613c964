// The host and the app of the moment, for everything below.
import { createContext, type ReactNode, useContext } from "react";
import type { Failure, Host, OfferedFile } from "../host";

interface Session {
  host: Host;
  /** Id of the app that every call is for. */
  app: string;
  /** Switches to another app, and tells the shell. */
  switchApp: (app: string) => void;
  /** The file that the shell was started with. */
  offered?: OfferedFile | undefined;
  /** Why that file could not be taken in. */
  refused?: Failure | undefined;
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new globalThis.Error("useSession is used outside of SessionProvider");
  return session;
}
