// The entry that is being changed or added in the dialog, or that is about to be deleted.

import type { EntryJson } from "homing-plugin-api";

type Editing = { what: "edit" | "delete"; entry: EntryJson } | { what: "add" };

export const editing = $state<{ now: Editing | null }>({ now: null });

export function openAdd(): void {
  editing.now = { what: "add" };
}

export function openEdit(entry: EntryJson): void {
  editing.now = { what: "edit", entry };
}

export function openDelete(entry: EntryJson): void {
  editing.now = { what: "delete", entry };
}
