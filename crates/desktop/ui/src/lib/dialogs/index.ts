// Dialogs of the whole page, whatever screen is shown: each listens for its own reason to open. One line each.

import type { Component } from "svelte";
import Asks from "./Asks.svelte";
import Deleting from "./Deleting.svelte";
import Editing from "./Editing.svelte";
import Gap from "./Gap.svelte";
import Keys from "./Keys.svelte";
import Yes from "./Yes.svelte";

export const dialogs: Component[] = [Editing, Deleting, Gap, Yes, Keys, Asks];
