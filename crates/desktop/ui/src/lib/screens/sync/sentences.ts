// What a change is and how it stands, in sentences: out of the snapshot's codes and the catalogue. Pure.
import type { SentTaskJson, StatusJson, TaskAbout, UnsentTaskJson } from "homing-plugin-api";
import type { headline } from "../../i18n/en/headline";
import type { sync as english } from "../../i18n/en/sync";
import type { Times } from "../../i18n/times";

/** Why a change was refused, as the server said it. */
export type Why = UnsentTaskJson["reason"];
type Words = typeof english;
type Headline = typeof headline;

/** As in `at 14:05`; another day is named. */
export function when(words: Words, times: Times, at: string): string {
  return times.isToday(at) ? words.at(times.clock(at)) : words.onAt(times.day(at), times.clock(at));
}

/** What a change is, such as `Stop of “Report” at 14:05`. */
export function what(words: Words, times: Times, task: { about: TaskAbout; occurred_at: string }): string {
  const { about } = task;
  const at = when(words, times, task.occurred_at);
  if (about.kind === "screenshot") return words.about.screenshot(about.description, at);
  if (about.kind === "other") return words.about.other(about.name, at);
  const events: Record<string, (name: string, when: string) => string> = words.about;
  // Of what was sent the event is not known any more; one that this page has no words for is a change.
  const event = about.event && Object.hasOwn(events, about.event) ? events[about.event] : undefined;
  return (event ?? words.about.event)(about.description, at);
}

/** Why it needs a person, what they can do, and the server's own words, if it has any. */
export function why(words: Words, reason: Why): { what: string; next: string; said: string | null } {
  const { code, field, detail } = (reason ?? {}) as { code?: string; field?: string | null; detail?: string | null };
  const said = detail ? words.serverSays(detail) : null;
  if (code === "invalid-entry") return { what: words.invalidField[fieldOf(field)], next: words.invalidNext, said };
  const reasons: Record<string, { what: string; next: string }> = words.reason;
  const known = code && Object.hasOwn(reasons, code) ? reasons[code]! : words.reason.other;
  return { ...known, said: said ?? (known === words.reason.other && code ? words.serverSays(code) : null) };
}

function fieldOf(field: string | null | undefined): keyof Words["invalidField"] {
  const name = (field ?? "").replace(/^entry\./, "");
  const known = ["project", "description", "tags", "intervals"] as const;
  return known.find((known) => name.startsWith(known)) ?? "other";
}

/** How an unsent change stands: what comes next for it. */
export function standing(words: Words, times: Times, task: UnsentTaskJson, now: string): string {
  switch (task.state) {
    case "claimed":
      return words.beingSent;
    case "unknown":
      return words.mayHaveArrived;
    case "attention":
      return "";
    default:
      return task.next_try && task.next_try > now ? words.goesAt(when(words, times, task.next_try)) : words.goesNext;
  }
}

/** When the next try is, and why it is not now; none where nothing waits for one. */
export function nextTry(words: Words, headline: Headline, times: Times, status: StatusJson): { when: string; why: string } | null {
  const { held, counts } = status;
  const at = (until: string) => (until > status.taken_at ? when(words, times, until) : words.nextTryAtOnce);
  // No time is promised for what only a person here can let go.
  if (status.barred) return { when: words.nextTryBarred, why: headline.barred[status.barred].title };
  switch (held?.kind) {
    case "offline":
      return { when: at(held.until), why: headline.offline[held.cause] ?? headline.title.offline };
    case "server-trouble":
      return { when: at(held.until), why: headline.title["server-not-answering"] };
    case "throttled":
      return { when: at(held.until), why: headline.title.throttled };
    case "stopped":
      return { when: at(held.until), why: headline.stopped[held.cause] ?? headline.title.stopped };
    default:
      return counts.waiting > counts.behind_attention && counts.next_due
        ? { when: at(counts.next_due), why: words.nextTryDue }
        : null;
  }
}

/** When it arrived. */
export function arrived(words: Words, times: Times, task: SentTaskJson): string {
  return words.arrived(when(words, times, task.sent_at));
}
