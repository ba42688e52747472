// Russian: the questions before an account or the program is left with unsent work.
import { ru as many } from "../plural";
import type { quit as english } from "../en/quit";

const unsent = (n: number) => many(n, "# неотправленное изменение", "# неотправленных изменения", "# неотправленных изменений");

export const quit: typeof english = {
  work: (waiting, attention, pictures) => {
    const of = [attention ? `требуют внимания — ${attention}` : "", pictures ? `со снимком — ${pictures}` : ""];
    const which = of.filter(Boolean).join(", ");
    return unsent(waiting + attention) + (which ? ` (${which})` : "");
  },
  title: (name) => `${name}: есть неотправленное`,
  lead: (name, work) => `На этом компьютере у ${name} есть ${work}.`,
  timer: "Таймер продолжит идти.",
  keepNote: (name) => `Если оставить, всё будет храниться на этом компьютере только для ${name} и уйдёт после следующего входа.`,
  send: { signOut: "Отправить и выйти", switch: "Отправить и переключиться" },
  keep: { signOut: "Оставить и выйти", switch: "Оставить и переключиться" },
  stay: { signOut: "Не выходить", switch: "Не переключаться" },
  sending: "Отправляется…",
  notAllSent: "Отправить удалось не всё, поэтому ничего не изменилось.",

  quitTitle: "Завершить, не отправив?",
  quit: (work) => `На этом компьютере есть ${work}.`,
  quitSafe: "Ничего не пропадёт: отправка продолжится после следующего запуска.",
  quitTimer: "Таймер тем временем продолжит идти.",
  quitGo: "Завершить",
  quitStay: "Остаться",
  quitSend: "Отправить и завершить",
};
