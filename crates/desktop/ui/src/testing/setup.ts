// What every test begins with: an empty document and no answers of Rust's left from the one before.

import { clearMocks } from "@tauri-apps/api/mocks";
import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";
import { learn, speak } from "../lib/i18n";

await Promise.all([learn("ru"), speak("en")]);

afterEach(() => {
  cleanup();
  clearMocks();
});

// jsdom has no modal dialogs: it opens them as plain ones, so that what is in them is seen.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};
