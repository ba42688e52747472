// English: the questions before an account or the program is left with unsent work.
import { en as many } from "../plural";

export const quit = {
  work: (waiting: number, attention: number, pictures: number) => {
    const of = [attention ? `${attention} ${attention === 1 ? "needs" : "need"} a look` : "", pictures ? `${pictures} ${pictures === 1 ? "has" : "have"} a picture` : ""];
    const which = of.filter(Boolean).join(" and ");
    return many(waiting + attention, "# unsent change", "# unsent changes") + (which ? `, of which ${which}` : "");
  },
  title: (name: string) => `${name} has unsent work`,
  lead: (name: string, work: string) => `On this machine ${name} has ${work}.`,
  timer: "Its timer runs on.",
  keepNote: (name: string) => `Kept, it stays on this machine for ${name} alone, and goes after the next sign-in.`,
  send: { signOut: "Send it, then sign out", switch: "Send it, then switch" },
  keep: { signOut: "Keep it and sign out", switch: "Keep it and switch" },
  stay: { signOut: "Stay signed in", switch: "Don't switch" },
  sending: "Sending…",
  notAllSent: "Not everything could be sent, so nothing was changed.",

  quitTitle: "Quit with unsent work?",
  quit: (work: string) => `On this machine there is ${work}.`,
  quitSafe: "Nothing is lost: it goes after the next start.",
  quitTimer: "The timer runs on meanwhile.",
  quitGo: "Quit",
  quitStay: "Stay",
  quitSend: "Send it, then quit",
};
