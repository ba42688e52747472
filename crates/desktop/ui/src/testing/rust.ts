// A Rust side for tests: it answers commands by their names, and remembers what was asked. No rules of its own.
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";

type Answer = ((args: Record<string, unknown>) => unknown) | object | string | number | null;

export type Asked = { command: string; args: Record<string, unknown> };

/** Answers each command by its name without the plugin's; a function may throw a refusal. What has no answer is refused. */
export function rust(answers: Record<string, Answer>): { asked: Asked[]; of: (command: string) => Asked["args"][] } {
  clearMocks();
  const asked: Asked[] = [];
  mockIPC((name, payload) => {
    const command = name.replace(/^plugin:homing\|/, "");
    const args = (payload ?? {}) as Record<string, unknown>;
    asked.push({ command, args });
    if (!(command in answers)) throw { code: "internal", command };
    const answer = answers[command];
    return typeof answer === "function" ? answer(args) : answer;
  });
  return { asked, of: (command) => asked.filter((one) => one.command === command).map(({ args }) => args) };
}
