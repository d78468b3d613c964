import type { Handlers } from ".";
import { failure } from ".";

export const settingsHandlers: Handlers = {
  "apps.list": (_, { state }) => state.apps,
  "apps.create": ({ id, name, environment }, { state }) => {
    if (!/^[a-z0-9-]+$/.test(id)) {
      throw failure("invalid", "the app's id may hold lower-case letters, digits and dashes", {
        field: "id",
      });
    }
    if (state.apps.some((a) => a.id === id))
      throw failure("invalid", `there is an app ${id} already`, { field: "id", hint: "choose another id" });
    const app = { id, name, company: state.apps[0]?.company ?? "", environment, time_zone: "UTC" };
    state.apps.push(app);
    return app;
  },
  "apps.update": (change, { app, state }) => {
    const found = state.apps.find((a) => a.id === app);
    if (!found) throw failure("not_found", `there is no app ${app}`);
    if (
      change.time_zone !== undefined &&
      !Intl.supportedValuesOf("timeZone").concat("UTC").includes(change.time_zone)
    ) {
      throw failure("invalid", `${change.time_zone} is not an IANA time zone`, {
        field: "time_zone",
        hint: "write it like Europe/London",
      });
    }
    Object.assign(found, change);
    return found;
  },
  "operators.list": (_, { state }) => state.operators,
  "operators.add": (operator, { state }) => {
    if (!operator.name.trim()) throw failure("invalid", "an operator needs a name", { field: "name" });
    const added = { ...operator, id: Math.max(...state.operators.operators.map((o) => o.id)) + 1 };
    state.operators.operators.push(added);
    return added;
  },
  "operators.remove": ({ id }, { state }) => {
    const admins = state.operators.operators.filter((o) => o.role === "company_admin");
    if (admins.length === 1 && admins[0]?.id === id) {
      throw failure("invalid", "the last company administrator stays", {
        hint: "add another company_admin first",
      });
    }
    state.operators.operators = state.operators.operators.filter((o) => o.id !== id);
    return {};
  },
  "operators.switch": ({ id }, { state }) => {
    const found = state.operators.operators.find((o) => o.id === id);
    if (found) state.operators.current = found;
    return state.operators;
  },
  "settings.show": (_, { state }) => state.settings,
  "settings.update": ({ retention_days }, { state }) => {
    if (retention_days !== undefined) {
      if (retention_days < 1 || retention_days > 3650) {
        throw failure("invalid", "history is kept from 1 to 3,650 days", { field: "retention_days" });
      }
      state.settings.retention_days = retention_days;
    }
    return state.settings;
  },
};
