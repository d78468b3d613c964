import type { ActionView } from "..";
import type { Handlers } from ".";

export const actionHandlers: Handlers = {
  "actions.list": ({ connector }, { state }) =>
    state.connectors
      .filter((c) => connector === undefined || c.definition.id === connector)
      .flatMap((c) =>
        c.definition.actions.map(
          (a): ActionView => ({
            ...a,
            connector: c.definition.id,
            connector_name: c.definition.name,
            active: c.active,
          }),
        ),
      ),
  "users.list": ({ search = "", rows = 50 }, { state }) => {
    const fit = state.users.filter((u) => JSON.stringify(u).toLowerCase().includes(search.toLowerCase()));
    return { users: fit.slice(0, rows), total: fit.length };
  },
};
