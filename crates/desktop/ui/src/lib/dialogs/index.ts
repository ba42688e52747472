// Dialogs of the whole page, whatever screen is shown: each listens for its own reason to open. One line each.

import type { Component } from "svelte";

export const dialogs: Component[] = [];
