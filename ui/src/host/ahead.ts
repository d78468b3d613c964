// What every start asks, asked while the page is still being read.
import type { Host, OperationName, Startup } from ".";

/** What Home and the frame around it show. */
export const atStart = ["home.show", "apps.list", "operators.list", "settings.show"] as const;

/**
 * A host that has been asked already. Each answer serves once, for the app of the start; all else it asks for itself, and
 * forgets what nobody has taken, because that may be old by then.
 */
export function askAhead(host: Host, starting: Promise<Startup>): Host {
  const asked = new Map<string, Promise<unknown>>();
  const key = (name: OperationName, app: string) => `${name} ${app}`;
  const ask = ({ app, error }: Startup) => {
    if (error) return;
    for (const name of atStart) {
      const answer = host.call(name, {}, { app });
      answer.catch(() => {}); // whoever takes it hears of it
      asked.set(key(name, app), answer);
    }
  };
  starting.then(ask, () => {});
  return {
    ...host,
    call(name, request, options) {
      const answer = asked.get(key(name, options.app));
      if (!answer) {
        asked.clear();
        return host.call(name, request, options);
      }
      asked.delete(key(name, options.app));
      return answer as ReturnType<typeof host.call<typeof name>>;
    },
  };
}
