// Time that goes on in the page, for show: counted from the snapshot by a clock that nobody sets. Rust's next snapshot
// has the last word. While nothing runs, or nobody sees it, nothing ticks.

import { untrack } from "svelte";
import { ask, shown } from "./snapshot.svelte";

/** The longest that a browser's timer can wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The last tick, in milliseconds of `performance.now()`. */
const ticked = $state({ at: 0 });

export function isRunning(): boolean {
  return shown.status?.timer?.entry.state === "running";
}

/** What has gone by since the snapshot came, in seconds; none while no timer runs. */
export function since(came: number = shown.came): number {
  return isRunning() ? Math.max(0, ticked.at - came) / 1_000 : 0;
}

/** The work of the timer's entry up to now, in seconds. */
export function workedNow(): number {
  return (shown.status?.timer?.worked_seconds ?? 0) + since();
}

/** The work of this local day up to now, in seconds. */
export function todayNow(): number {
  return (shown.status?.today.worked_seconds ?? 0) + since();
}

/** Ticks at each whole second of the shown snapshot while a timer runs and the page is seen. Answers with how to stop. */
export function keepTicking(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    const now = performance.now();
    ticked.at = now;
    if (isRunning()) timer = setTimeout(tick, 1_000 - ((now - shown.came) % 1_000));
  };
  document.addEventListener("visibilitychange", tick);
  const stop = $effect.root(() => {
    $effect(() => {
      void [shown.status, shown.came];
      untrack(tick);
    });
  });
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", tick);
    stop();
  };
}

/** Asks again when the local day ends, as Rust said it does. Answers with how to stop. */
export function keepTheDay(): () => void {
  return $effect.root(() => {
    $effect(() => {
      const { status, came } = shown;
      if (!status) return;
      const left = Date.parse(status.today.next_day) - Date.parse(status.taken_at) - (performance.now() - came);
      const timer = setTimeout(() => void ask(), Math.min(Math.max(left, 1_000), LONGEST_WAIT_MS));
      return () => clearTimeout(timer);
    });
  });
}
