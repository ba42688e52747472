// Words of the question about time away, in Russian.

import type { gap as en } from "../en/gap";
import { ru } from "../plural";

export const gap: typeof en = {
  title: (from, to) => `Вас не было с ${from} до ${to}`,
  titleUnplaced: (long, from, to) => `Вас не было ${long} где-то между ${from} и ${to}`,
  because: {
    slept: "Компьютер спал, пока шёл таймер.",
    restarted: "Компьютер был выключен или перезагружен, пока шёл таймер.",
    silent: "Homing не работал, пока шёл таймер.",
    other: "Компьютер отсутствовал, пока шёл таймер.",
  },
  question: "Чем было это время? Пока вы не ответите, ничего не изменится.",
  keep: "Оставить",
  keepHint: "Это была работа. Считается всё.",
  remove: "Убрать и остановить",
  removeHint: (time) => `Работа закончилась в ${time}. Таймер остановится на этом времени.`,
  removeAndContinue: "Убрать и продолжить",
  removeAndContinueHint: (time) => `Время отсутствия уйдёт. Таймер идёт дальше с ${time}.`,
  cutAndContinueHint: (ended, back) => `Работа закончилась в ${ended}. Таймер идёт дальше с ${back}.`,
  cutHere: "Убрать",
  cutHereHint: "Время отсутствия уйдёт; работа после него считается.",
  endedAt: "Работа закончилась в",
  needsTime: "Неизвестно, сколько это длилось: скажите, когда закончилась работа.",
  several: (n) => ru(n, "и ещё # раз", "и ещё # раза", "и ещё # раз"),
  removeAllHint: "Всё время отсутствия уйдёт; работа между ним и после него считается. Таймер остановится сейчас.",
  later: "Позже",
};
