// The commands of the desktop program itself, as Rust has them. Made by hand; nothing else is decided here.

import { invoke } from "@tauri-apps/api/core";

export type Language = "en" | "ru";
export type PreferencesJson = { language: Language | null /* null: the system's */, theme: "light" | "dark" | null, tray: boolean, tray_possible: boolean,
  autostart: boolean, autostart_possible: boolean, start_hidden: boolean };
export type AboutJson = { version: string, commit: string | null, data: string, licences: string };

/** A refused command throws its CommandError. */
export const desktop = {
  preferences: () => invoke<PreferencesJson>("preferences"),
  setPreferences: (preferences: Partial<PreferencesJson>) => invoke<PreferencesJson>("set_preferences", { preferences }),
  about: () => invoke<AboutJson>("about"),
  showFile: (path: string) => invoke<null>("show_file", { path }),
  quit: (anyway: boolean) => invoke<null>("quit", { anyway }),
  getAuthTokens: () => invoke<{ moved: boolean }>("get_auth_tokens"),
};
