// What is around every screen: navigation, app switcher, environment band, banners, palette, toasts.
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { environmentWords } from "../components/badge";
import { Button, IconButton } from "../components/button";
import { cx } from "../components/cx";
import { ErrorNote, Note } from "../components/error-note";
import { Icon } from "../components/icons";
import { Progress } from "../components/progress";
import { Toasts } from "../components/toast";
import type { Failure, OfferedFile } from "../host";
import { invalidate, useChange, useOperation, useSession } from "../query";
import { readable } from "../screens/exports/readable";
import { AppSwitcher } from "./app-switcher";
import { Brand } from "./brand";
import styles from "./frame.module.css";
import { screens } from "./screens";

const Palette = lazy(() => import("./palette"));

export function Frame() {
  const [palette, setPalette] = useState(false);
  const { app } = useSession();
  useSchedule();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (s) => s.location.pathname });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.altKey &&
        !event.shiftKey &&
        event.key.toLowerCase() === "k"
      ) {
        event.preventDefault();
        setPalette((open) => !open);
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  // A new screen starts at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it waits for
  useEffect(() => {
    main.current?.scrollTo?.(0, 0);
  }, [path]);

  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <EnvironmentBand />
      <nav className={styles.nav} aria-label="Screens">
        <Brand />
        <AppSwitcher />
        <button type="button" className={styles.find} onClick={() => setPalette(true)}>
          <Icon name="search" size={14} />
          <span>Go to…</span>
          <kbd>{/mac/i.test(navigator.userAgent) ? "⌘" : "Ctrl"} K</kbd>
        </button>
        <ul className={styles.links}>
          {screens.map(({ to, name, icon }) => (
            <li key={to}>
              <Link
                to={to}
                className={styles.link}
                activeOptions={{ exact: to === "/", includeSearch: false }}
              >
                <Icon name={icon} />
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <AtTheKeyboard />
      </nav>
      <main ref={main} id="main" className={styles.main} tabIndex={-1}>
        <ElsewhereBanner />
        <KeychainBanner />
        <DroppedExports />
        {/* Another app is another world: nothing of a screen's state is carried over. */}
        <div key={app} className={styles.content}>
          <Outlet />
        </div>
      </main>
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
      <Toasts />
    </div>
  );
}

function EnvironmentBand() {
  const { app } = useSession();
  const { data } = useOperation("apps.list", {});
  const current = data?.find((a) => a.id === app);
  useEffect(() => {
    document.title = current ? `${current.name} – Patchbay` : "Patchbay";
  }, [current]);
  if (!current) {
    return (
      <section className={cx(styles.band, data && styles.nowhere)} aria-label="Environment">
        {data ? `The app ${app} is not one of this operator's` : "\u00a0"}
      </section>
    );
  }
  const { word, icon, meaning } = environmentWords(current.environment);
  return (
    <section className={cx(styles.band, styles[current.environment])} aria-label="Environment">
      <span className={styles.bandWord}>
        <Icon name={icon} size={15} />
        {word}
      </span>
      <span className={styles.bandMeaning}>
        {current.name}: {meaning}
      </span>
    </section>
  );
}

/** The operator belongs to another app than the one on screen: everything would be refused. */
function ElsewhereBanner() {
  const { app, switchApp } = useSession();
  const own = useOperation("operators.list", {}).data?.current;
  if (!own?.app || own.app === app) return null;
  const home = own.app;
  return (
    <div className={styles.banner}>
      <Note
        tone="warn"
        title={`${own.name} belongs to the app ${home}`}
        actions={<Button onPress={() => switchApp(home)}>Switch to {home}</Button>}
      >
        <p>Switch to that app, or switch the operator under Settings.</p>
      </Note>
    </div>
  );
}

function AtTheKeyboard() {
  const { data } = useOperation("operators.list", {});
  if (!data) return null;
  return (
    <Link to="/settings" className={styles.operator}>
      <Icon name="user" />
      <span>
        <span className={styles.operatorName}>{data.current.name}</span>
        <span className={styles.operatorRole}>{data.current.role}</span>
      </span>
    </Link>
  );
}

function KeychainBanner() {
  const { data, refetch } = useOperation("settings.show", {});
  if (!data?.keychain) return null;
  return (
    <div className={styles.banner}>
      <ErrorNote
        error={data.keychain}
        actions={
          <Button icon="refresh-cw" onPress={() => void refetch()}>
            Look again
          </Button>
        }
      />
    </div>
  );
}

/** What the schedule pulls and syncs while nobody asks for it shows without being asked for. */
function useSchedule() {
  const { host } = useSession();
  const client = useQueryClient();
  useEffect(() => {
    const stop = host.onSchedule(
      () => void invalidate(client, ["schedule", "sources", "exports", "catalogue"]),
    );
    return () => void stop.then((unlisten) => unlisten());
  }, [host, client]);
}

/** Files dropped on the window or given at the start: opened and shown, one after the other, or it is said why not. */
function DroppedExports() {
  const { host, offered, refused } = useSession();
  const navigate = useNavigate();
  const { run, ...opening } = useChange("exports.open_offered");
  const [refusal, setRefusal] = useState<Failure | undefined>(refused);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const begun = useRef(false);
  const open = useCallback(
    ({ file }: OfferedFile) => {
      setRefusal(undefined);
      line.current = line.current.then(async () => {
        const opened = await run({ file });
        if (opened) await navigate({ to: "/exports/$export", params: { export: opened.export } });
      });
    },
    [run, navigate],
  );
  useEffect(() => {
    if (!offered || begun.current) return;
    begun.current = true;
    open(offered);
  }, [offered, open]);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let ended = false;
    void host
      .onExport((event) => ("error" in event ? setRefusal(event.error) : open(event.file)))
      .then((unlisten) => {
        if (ended) unlisten();
        else stop = unlisten;
      });
    return () => {
      ended = true;
      stop?.();
    };
  }, [host, open]);
  const error = refusal ?? opening.error;
  if (opening.progress && opening.isPending) {
    return (
      <div className={styles.banner}>
        <Progress label="Opening" progress={readable(opening.progress)} onCancel={opening.cancel} />
      </div>
    );
  }
  if (!error) return null;
  const dismiss = () => {
    setRefusal(undefined);
    opening.reset();
  };
  return (
    <div className={styles.banner}>
      <ErrorNote error={error} actions={<IconButton icon="x" label="Dismiss" onPress={dismiss} />} />
    </div>
  );
}
