// Ending the program from the page. With unsent work Rust says so instead, and the person is asked first.

import { desktop, type UnsentJson } from "../desktop";

/** The unsent work that is asked about now. */
export const leaving = $state<{ unsent: UnsentJson | null }>({ unsent: null });

/** Ends the program, or asks. Throws where it can do neither. */
export async function quit(): Promise<void> {
  try {
    await desktop.quit(false);
  } catch (thrown) {
    const unsent = thrown as Partial<UnsentJson> & { code?: string };
    if (unsent?.code !== "unsent-work") throw thrown;
    leaving.unsent = unsent as UnsentJson;
  }
}
