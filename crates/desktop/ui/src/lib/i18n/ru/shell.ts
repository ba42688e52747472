// Words of the shell, in Russian.

import type { shell as en } from "../en/shell";
import { ru } from "../plural";

export const shell: typeof en = {
  navigation: "Разделы",
  go: { timer: "Таймер", history: "История", week: "Неделя", sync: "Отправка", review: "Проверка", settings: "Настройки", about: "О программе", "sign-in": "Вход" },
  needsALook: (n) => ru(n, "# изменение требует внимания", "# изменения требуют внимания", "# изменений требуют внимания"),
  loading: "Загрузка…",
  nothingYet: "Пока нечего показать.",
  notice: "Последнее изменение",
  keys: "Клавиши",
};
