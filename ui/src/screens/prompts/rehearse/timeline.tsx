// A chain as a vertical timeline: where each action stands, what it would send, and what came of it.
import { useEffect, useRef } from "react";
import { Badge, cx, Icon } from "../../../components";
import type { Rehearsal } from "../../../host";
import styles from "./rehearse.module.css";
import { isOver, isWrong, stateWords } from "./states";
import { TimelineAction } from "./timeline-action";

interface TimelineProps {
  rehearsal: Rehearsal;
  /** It can go on: the next action is marked, and open. */
  live: boolean;
  /** The next action is being run right now. */
  running?: boolean;
}

export function Timeline({ rehearsal, live, running = false }: TimelineProps) {
  const list = useRef<HTMLOListElement>(null);
  const latest = rehearsal.actions.findLast((a) => isOver(a))?.action.id;
  // What just ended is what one wants to read.
  useEffect(() => {
    if (!live || latest === undefined) return;
    list.current
      ?.querySelector(`[data-action="${CSS.escape(latest)}"]`)
      ?.scrollIntoView?.({ block: "start" });
  }, [live, latest]);
  return (
    <ol ref={list} className={styles.timeline} aria-label="The chain">
      {rehearsal.actions.map((each, i) => {
        const { tone, icon, word } = stateWords(each, rehearsal);
        const isLatest = live && each.action.id === latest;
        const isNext = live && each.action.id === rehearsal.next;
        return (
          <li
            key={each.action.id}
            className={cx(styles.action, isNext && styles.next)}
            data-action={each.action.id}
            aria-current={isNext ? "step" : undefined}
          >
            <span className={cx(styles.marker, styles[tone])} aria-hidden="true">
              <Icon name={isNext && running ? "play" : icon} size={15} />
            </span>
            <div className={styles.card}>
              <header className={styles.head}>
                <h3 className={styles.title}>
                  {i + 1}. {each.title}
                </h3>
                {isNext && <span className={styles.nextWord}>{running ? "runs now" : "next"}</span>}
                <Badge tone={tone} icon={icon}>
                  {word}
                </Badge>
              </header>
              <TimelineAction
                key={`${each.state.state} ${isNext} ${isLatest}`}
                each={each}
                isOpen={isNext || isLatest || isWrong(each)}
              />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
