// Something that a screen asks Rust for, again whenever the snapshot moves on. The newest answer stands.

import type { CommandError } from "homing-plugin-api";
import { asProblem } from "./problem";

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<CommandError | null>(null);
  /** When the answer came, in milliseconds of `performance.now()`. */
  came = 0;
  #asking = false;
  #again: (() => Promise<T>) | null = null;

  /** Asks. While an answer is on its way, only the last question is kept. */
  async load(how: () => Promise<T>): Promise<void> {
    if (this.#asking) {
      this.#again = how;
      return;
    }
    this.#asking = true;
    try {
      const value = await how();
      if (!this.#again) {
        this.came = performance.now();
        this.value = value;
        this.problem = null;
      }
    } catch (thrown) {
      if (!this.#again) this.problem = asProblem(thrown);
    } finally {
      this.#asking = false;
    }
    const again = this.#again;
    this.#again = null;
    if (again) await this.load(again);
  }
}
