// What a person records, and what has to be asked about it first: time away, and what can hardly be meant. Rust decides
// all of it; here the questions are only carried to the person and the answers back.

import { commands, type GapJson, type RecordedJson, type Said, type TimeEntryCommand } from "homing-plugin-api";
import { notice, tell, type DoneName } from "./notice.svelte";
import { asProblem } from "./problem";
import { ask } from "./snapshot.svelte";

/** Time away. Without a command it was noticed while the timer runs on. */
export type GapQuestion = { gaps: GapJson[]; kind: TimeEntryCommand["kind"] | null; needsTime: boolean; answer: (answer: GapAnswer | null) => void };
/** What that time was; and, where no command says what becomes of the timer, whether it stops or runs on. */
export type GapAnswer = { said: Said; stops: boolean };
/** What is said of time away, and of which: null stands for whatever there is. */
export type Away = { said: Said | null; seen: GapJson[] | null };
export type YesQuestion = { workSeconds: number; loss: boolean; answer: (yes: boolean) => void };

/** What is asked now; at most one of each. */
export const asked = $state<{ gap: GapQuestion | null; yes: YesQuestion | null }>({ gap: null, yes: null });

/** Records, after the questions that it raises. Answers null where the person would rather not. Throws a CommandError. */
export async function record(command: TimeEntryCommand, away: Away = { said: asks(command), seen: null }): Promise<RecordedJson | null> {
  try {
    return await send(command, away);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code === "gap-unanswered" || problem.code === "cut-needs-time") {
      const answer = await askAboutGap(problem.gaps, command.kind, problem.code === "cut-needs-time");
      return answer === null ? null : record(command, { said: answer.said, seen: problem.gaps });
    }
    if (problem.code === "yes-needed") {
      const meant = await askForYes(problem.work_seconds, command.kind === "undo");
      return meant ? record(isMeant(command), away) : null;
    }
    throw problem;
  }
}

/** Records without a question: whatever Rust would ask is thrown. */
export async function send(command: TimeEntryCommand, { said, seen }: Away): Promise<RecordedJson> {
  const recorded = await commands.enqueueTimeEntry(command, said, seen);
  await ask();
  return recorded;
}

/** Whether something is being recorded, with the questions that it raises. */
export const recording = $state({ busy: false });

/** What is under way, and when it is over. */
let under: { kind: TimeEntryCommand["kind"]; over: Promise<void> } | null = null;

/**
 * Records and says in the notice what became of it. The same once more while that is under way is a second click, which
 * does nothing; another wish waits for its turn, unless a question is open, which has to be answered first.
 */
export async function act(command: TimeEntryCommand, done: DoneName): Promise<RecordedJson | null> {
  while (recording.busy) {
    if (!under || under.kind === command.kind || asked.gap || asked.yes) return null;
    await under.over;
  }
  let over = () => {};
  under = { kind: command.kind, over: new Promise((resolve) => (over = resolve)) };
  recording.busy = true;
  try {
    const recorded = await record(command);
    if (recorded) tell(done, recorded);
    return recorded;
  } catch (thrown) {
    notice.now = { done, recorded: null, problem: asProblem(thrown) };
    return null;
  } finally {
    recording.busy = false;
    under = null;
    over();
  }
}

export function askAboutGap(gaps: GapJson[], kind: GapQuestion["kind"], needsTime: boolean): Promise<GapAnswer | null> {
  return new Promise((resolve) => {
    asked.gap?.answer(null);
    asked.gap = {
      gaps, kind, needsTime,
      answer: (answer) => {
        asked.gap = null;
        resolve(answer);
      },
    };
  });
}

function askForYes(workSeconds: number, loss: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    asked.yes = {
      workSeconds, loss,
      answer: (yes) => {
        asked.yes = null;
        resolve(yes);
      },
    };
  });
}

/** Whatever ends a stretch of work asks about time away. */
function asks({ kind }: TimeEntryCommand): Said | null {
  return kind === "stop" || kind === "pause" || kind === "start" || kind === "continue" ? "ask" : null;
}

function isMeant(command: TimeEntryCommand): TimeEntryCommand {
  switch (command.kind) {
    case "undo": return { ...command, loss_is_meant: true };
    case "edit": return { ...command, changes: { ...command.changes, long_is_meant: true } };
    case "start":
    case "continue":
    case "add": return { ...command, long_is_meant: true };
    default: return command;
  }
}
