// Words that several screens share, in Russian.

import type { common as en } from "../en/common";

export const common: typeof en = {
  save: "Сохранить",
  cancel: "Отмена",
  close: "Закрыть",
  delete: "Удалить",
  edit: "Изменить",
  undo: "Вернуть как было",
  yes: "Да, выполнить",
  tryAgain: "Повторить",
  description: "Описание",
  project: "Проект",
  noProject: "Без проекта",
  noDescription: "Без описания",
  tags: "Метки",
  tagsHint: "Несколько меток разделяйте запятыми.",
  archived: "в архиве",
  from: "С",
  to: "До",
  total: "Всего",
  date: "Дата",
  time: "Время",
  question: "Так и задумано?",
  no: "Нет, оставить",
  tagsOf: (list) => `Метки: ${list}`,
};
