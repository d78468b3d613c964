// Sources in words.
import type { IconName, Tone } from "../../../components";
import type { AlertKind, SourceSettings } from "../../../host";
import { useOperation, useSession } from "../../../query";

const kinds: Record<AlertKind, [Tone, IconName, string]> = {
  missing: ["bad", "file-x", "missing"],
  failed: ["bad", "circle-x", "failed"],
  invalid: ["bad", "circle-x", "invalid"],
  smaller: ["warn", "triangle-alert", "too small"],
  larger: ["warn", "triangle-alert", "too large"],
  late: ["warn", "clock", "late"],
};

/** How a broken rule looks and what it is called. */
export function kindLook(kind: AlertKind) {
  return kinds[kind];
}

/** The part of a key after its last slash. */
export function fileName(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1) || key;
}

/** Where the files are: `s3://bucket/prefix`, at the store's host where it is not Amazon's. */
export function address({ bucket, prefix, endpoint }: SourceSettings): string {
  const path = `s3://${bucket}/${prefix ?? ""}`;
  return endpoint === undefined ? path : `${path} at ${endpoint.replace(/^https?:\/\//, "")}`;
}

/** The app's time zone: what times of day are in. */
export function useTimeZone(): string {
  const { app } = useSession();
  return useOperation("apps.list", {}).data?.find((a) => a.id === app)?.time_zone ?? "the app's time zone";
}
