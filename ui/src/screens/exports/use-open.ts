// Opening a file: with the system's dialog, or one that was open before.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asFailure, type Failure } from "../../host";
import { invalidateAfter, useChange, useSession, useWhyNot } from "../../query";

/** `onOpened` gets the handle; without it, the file's grid is shown. */
export function useOpen(onOpened?: (handle: string) => unknown) {
  const { host, app } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const reopening = useChange("exports.reopen");
  const whyNot = useWhyNot("exports.reopen");
  const [choosing, setChoosing] = useState(false);
  const [refused, setRefused] = useState<Failure | undefined>(undefined);
  const show = (handle: string) => navigate({ to: "/exports/$export", params: { export: handle } });
  const done = onOpened ?? show;

  const choose = async () => {
    setChoosing(true);
    setRefused(undefined);
    reopening.reset();
    try {
      const opened = await host.chooseExport(app);
      if (!opened) return;
      void invalidateAfter(client, "exports.reopen");
      await done(opened.export);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code !== "cancelled") setRefused(failure);
    } finally {
      setChoosing(false);
    }
  };
  const reopen = async (id: number) => {
    setRefused(undefined);
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
    progress: reopening.isPending ? reopening.progress : undefined,
    cancel: reopening.cancel,
    error: refused ?? reopening.error,
  };
}
