// The shortcuts of the page. By the place of a key and not its letter, so that they are the same in any layout.

import { screens } from "../screens";
import { openAdd } from "./editing.svelte";
import { quit } from "./leaving.svelte";
import { go } from "./place.svelte";
import { act } from "./recording.svelte";
import { sheet } from "./sheet.svelte";
import { shown } from "./snapshot.svelte";

export type KeyName = "sheet" | "describe" | "pause" | "stop" | "undo" | "add" | "screens" | "close" | "move" | "quit";

/** As the sheet shows them. */
export const keys: { name: KeyName; keys: string[][] }[] = [
  { name: "describe", keys: [["Ctrl", "L"]] },
  { name: "pause", keys: [["Ctrl", "B"]] },
  { name: "stop", keys: [["Ctrl", "."]] },
  { name: "undo", keys: [["Ctrl", "Z"]] },
  { name: "add", keys: [["Ctrl", "N"]] },
  { name: "screens", keys: [["Ctrl", "1"], ["Ctrl", "8"]] },
  { name: "move", keys: [["Tab"], ["Shift", "Tab"]] },
  { name: "close", keys: [["Esc"]] },
  { name: "sheet", keys: [["?"], ["F1"]] },
  { name: "quit", keys: [["Ctrl", "Q"]] },
];

/** Does what a pressed key stands for. A dialog that is open has the keyboard for itself. */
export function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  const does = event.key === "F1" || (event.key === "?" && !typing) ? () => (sheet.open = true)
    : event.ctrlKey && !event.altKey && !event.metaKey ? withControl(event, typing) : undefined;
  if (!does) return;
  event.preventDefault();
  // A key that is held down means it once.
  if (!event.repeat) void does();
}

function withControl({ code, shiftKey }: KeyboardEvent, typing: boolean): (() => unknown) | undefined {
  if (shiftKey) return undefined;
  const state = shown.status?.timer?.entry.state;
  const screen = /^Digit([1-9])$/.exec(code)?.[1];
  if (screen) {
    const there = screens[Number(screen) - 1];
    return there && (() => go(there.name));
  }
  switch (code) {
    case "KeyL": return describe;
    case "KeyB": return state === "running" ? () => act({ kind: "pause" }, "pause")
      : state === "paused" ? () => act({ kind: "resume" }, "resume") : undefined;
    case "Period": return state ? () => act({ kind: "stop" }, "stop") : undefined;
    case "KeyZ": return typing ? undefined : () => act({ kind: "undo" }, "undo");
    case "KeyN": return openAdd;
    case "KeyQ": return () => quit().catch(console.error);
    default: return undefined;
  }
}

async function describe(): Promise<void> {
  await go("timer");
  document.querySelector<HTMLInputElement>("#description")?.focus();
}
