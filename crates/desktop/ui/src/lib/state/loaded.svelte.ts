// Something that a screen asks Rust for, again whenever it may have changed. At most one question is under way and one
// behind it, so a long sync asks no faster than Rust answers; and each answer is shown, so none is waited for in vain.

import type { CommandError } from "homing-plugin-api";
import { asProblem } from "./problem";

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<CommandError | null>(null);
  /** When the answer came, in milliseconds of `performance.now()`. */
  came = 0;
  #asking = false;
  // Not `problem`, which an effect that asks would depend on: each answer in vain would have it ask anew, for ever.
  #failed = false;
  #of: string | null = null;
  #again: (() => Promise<T>) | null = null;

  /** Whether an answer is on its way. */
  get asking(): boolean {
    return this.#asking;
  }

  /** Asks, unless the last question was of the same and has its answer, or will. */
  async loadOf(of: string, how: () => Promise<T>): Promise<void> {
    if (of === this.#of && !this.#failed) return;
    this.#of = of;
    await this.load(how);
  }

  /** Asks. While an answer is on its way, only the last question is kept. */
  async load(how: () => Promise<T>): Promise<void> {
    if (this.#asking) {
      this.#again = how;
      return;
    }
    this.#asking = true;
    try {
      const value = await how();
      this.came = performance.now();
      this.value = value;
      this.problem = null;
      this.#failed = false;
    } catch (thrown) {
      this.#failed = true;
      if (!this.#again) this.problem = asProblem(thrown);
    } finally {
      this.#asking = false;
    }
    const again = this.#again;
    this.#again = null;
    if (again) await this.load(again);
  }
}
