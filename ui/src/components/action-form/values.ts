// What is filled in for the parameters of an action. Nothing here asks the backend.
import type { Param } from "../../host";

/** Whether a parameter is asked for, as the earlier ones stand. */
export function isAsked(param: Param, params: Param[], values: Record<string, string>): boolean {
  const { only_when: when } = param;
  if (when === null) return true;
  const earlier = params.find((p) => p.key === when.param);
  return earlier !== undefined && when.values.includes(standing(earlier, values));
}

/** The values without those of parameters that are no longer asked for: given anyway, they would be an error. */
export function stillAsked(params: Param[], values: Record<string, string>): Record<string, string> {
  const dropped = params.filter((p) => !isAsked(p, params, values)).map((p) => p.key);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !dropped.includes(key)));
}

/** What a parameter stands at: what was filled in, else its default. */
export function standing(param: Param, params: Record<string, string>): string {
  return params[param.key] ?? param.default ?? "";
}
