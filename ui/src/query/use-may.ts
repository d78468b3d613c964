// What the operator's role allows, said beforehand. The backend checks every call again.
import { type OperationName, type Permission, permissions, type Role } from "../host";
import { useSession } from "./host-context";
import { useOperation } from "./use-operation";

const roles: Role[] = ["read_only", "app_member", "app_admin", "company_admin"];
const least: Record<Permission, Role> = {
  anyone: "read_only",
  look: "read_only",
  work: "app_member",
  configure: "app_admin",
  company: "company_admin",
};

/** Undefined when the operator may, else one sentence that says why not. `app`: for another app than that on screen. */
export function useWhyNot(name: OperationName, app?: string): string | undefined {
  const session = useSession();
  const { data } = useOperation("operators.list", {});
  const permission = permissions[name];
  if (!data || permission === "anyone") return undefined;
  const { current } = data;
  const needed = least[permission];
  if (current.app !== undefined && current.app !== (app ?? session.app)) {
    return `${current.name} belongs to the app ${current.app}`;
  }
  if (roles.indexOf(current.role) >= roles.indexOf(needed)) return undefined;
  return `${current.name} is ${current.role}; this needs ${needed}`;
}
