// Leaving an account: by a sign-out, or for another one. Where it has unsent work, Rust refuses and the person is asked.

import { commands, type AccountsJson, type Whose } from "homing-plugin-api";
import { words } from "../../i18n";

export type Known = AccountsJson["accounts"][number];
export type Leaving = { how: "signOut"; who: Known } | { how: "switch"; who: Known; to: Known };

const whose = ({ server, user }: Known): Whose => ({ server, user });

/** Leaves it, and says what became of it. Throws `unsent-work` where a person has to decide first. */
export async function leave(leaving: Leaving, unsent: "keep" | null): Promise<string> {
  const t = words().settings;
  if (leaving.how === "switch") {
    await commands.switchAccount(whose(leaving.to), unsent);
    return t.switched(leaving.to.name);
  }
  const { name } = leaving.who;
  const out = await commands.signOut(whose(leaving.who), unsent);
  const said = [t.signedOut(name), out.unsent > 0 ? t.signedOutUnsent(out.unsent, name) : "", out.farewell === "unheard" ? t.serverNotTold : ""];
  return said.filter(Boolean).join(" ");
}

/** Sends what waits. True where that was all of it. */
export async function sendAll(): Promise<boolean> {
  const { waiting, attention } = await commands.syncQueueNow();
  return waiting + attention === 0;
}

/** What an account has here, in short. */
export function holdings({ waiting, attention, timer }: Known): string {
  const t = words().settings;
  const unsent = waiting + attention;
  return [unsent > 0 ? t.unsent(unsent) : "", attention > 0 ? t.attention(attention) : "", timer ? t.timerRuns : ""].filter(Boolean).join(", ");
}
