export { SessionProvider, useSession } from "./host-context";
export { type Change, useChange } from "./use-change";
export { useKept } from "./use-kept";
export { useWhyNot } from "./use-may";
export { invalidate, invalidateAfter, newQueryClient, operationQuery, useOperation } from "./use-operation";
export { useWindow } from "./use-window";
