// Whether a person is asked for the passphrase of the encrypted file that holds the sign-in. It is never kept here.
import { commands } from "homing-plugin-api";

class Unlocking {
  asked = $state(false);

  /** Asks where nothing can be sent without it. */
  async look(): Promise<void> {
    try {
      this.asked = (await commands.signInPlace()).locked_file;
    } catch {
      // Whoever syncs is told why.
    }
  }
}

export const unlocking = new Unlocking();
