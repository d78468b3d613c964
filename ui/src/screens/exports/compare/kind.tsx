import { Badge, type IconName, type Tone } from "../../../components";
import type { DifferenceKind } from "../../../host";

const looks: Record<DifferenceKind | "unchanged", [Tone, IconName]> = {
  added: ["good", "circle-plus"],
  removed: ["bad", "circle-minus"],
  changed: ["warn", "pencil"],
  unchanged: ["idle", "equal"],
};

/** What happened to a record, in a word. */
export function KindLook({ kind }: { kind: DifferenceKind | "unchanged" }) {
  const [tone, icon] = looks[kind];
  return (
    <Badge tone={tone} icon={icon}>
      {kind}
    </Badge>
  );
}
