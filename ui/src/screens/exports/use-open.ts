// Opening a file: with the system's dialog, or one that was open before.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asFailure, type Failure } from "../../host";
import { useChange, useSession, useWhyNot } from "../../query";

/** `onOpened` gets the handle; without it, the file's grid is shown. */
export function useOpen(onOpened?: (handle: string) => unknown) {
  const { host, app } = useSession();
  const navigate = useNavigate();
  const reopening = useChange("exports.reopen");
  const opening = useChange("exports.open_offered");
  const whyNot = useWhyNot("exports.reopen");
  const [choosing, setChoosing] = useState(false);
  const [refused, setRefused] = useState<Failure | undefined>(undefined);
  const show = (handle: string) => navigate({ to: "/exports/$export", params: { export: handle } });
  const done = onOpened ?? show;

  const choose = async () => {
    setChoosing(true);
    setRefused(undefined);
    reopening.reset();
    opening.reset();
    try {
      const offered = await host.chooseExport(app);
      const opened = offered && (await opening.run({ file: offered.file }));
      if (opened) await done(opened.export);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code !== "cancelled") setRefused(failure);
    } finally {
      setChoosing(false);
    }
  };
  const reopen = async (id: number) => {
    setRefused(undefined);
    opening.reset();
    const opened = await reopening.run({ id });
    if (opened) await done(opened.export);
  };
  return {
    choose,
    reopen,
    show,
    whyNot,
    isPending: choosing || reopening.isPending,
    /** The entry that is being opened. */
    reopening: reopening.isPending ? reopening.request?.id : undefined,
    progress: [opening, reopening].find((change) => change.isPending)?.progress,
    cancel: () => {
      opening.cancel();
      reopening.cancel();
    },
    error: refused ?? opening.error ?? reopening.error,
  };
}
