// Words of the history, in Russian.

import type { history as en } from "../en/history";
import { ru } from "../plural";

export const history: typeof en = {
  title: "История",
  today: "Сегодня",
  yesterday: "Вчера",
  empty: "В эти дни работы не было.",
  emptyNext: "Запустите таймер или добавьте работу вручную.",
  add: "Добавить вручную",
  addTitle: "Добавить работу вручную",
  editTitle: "Изменить запись",
  earlier: "Показать более ранние дни",
  entries: (n) => ru(n, "# запись", "# записи", "# записей"),
  mark: { sent: "Отправлено", waiting: "Ждёт отправки", attention: "Требует внимания", here: "На этом компьютере", "given-up": "Отправка отменена: на сервере этого нет" },
  running: "идёт",
  paused: "на паузе",
  more: "Показать целиком",
  less: "Свернуть",
  continue: "Начать снова",
  approximate: "Время приблизительное",
  overMidnight: "через полночь",
  inAll: (long) => `${long} за этот день`,
  times: "Время",
  stretch: (n) => `Отрезок ${n}`,
  stillRuns: "ещё идёт",
  exact: "Время верное, как есть",
  otherDevice: "Сделана на другом устройстве: изменить её можно только там.",
  deleteTitle: "Удалить эту запись?",
  deleteText: (what, long) => `«${what}», ${long} работы: запись исчезнет и на сервере. Её можно вернуть.`,
  deleteYes: "Удалить запись",
  look: "Почему?",
  load: "Показать запись, какой она стала",
  invalidTime: "Укажите дату и время.",
};
