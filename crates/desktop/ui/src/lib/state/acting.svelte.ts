// One thing at a time that a person asked for, and what became of it: a sentence, perhaps with a file, or a refusal.
import type { CommandError } from "homing-plugin-api";
import { asProblem } from "./problem";
import { say } from "./saying.svelte";

export type Outcome = { text: string; file?: string | null };

export class Acting {
  busy = $state(false);
  problem = $state.raw<CommandError | null>(null);
  outcome = $state.raw<Outcome | null>(null);

  /** Does it, unless something is under way. True where it was done. `null` of it says nothing. */
  async act(what: () => Promise<Outcome | null>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    this.outcome = null;
    try {
      const outcome = await what();
      if (outcome) this.say(outcome);
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Shows what became of it, and tells it to a screen reader. */
  say(outcome: Outcome | string): void {
    this.outcome = typeof outcome === "string" ? { text: outcome } : outcome;
    say(this.outcome.text);
  }
}
