// Words of the week, in Russian.

import type { week as en } from "../en/week";

export const week: typeof en = {
  title: "Неделя",
  previous: "Неделя раньше",
  next: "Неделя позже",
  current: "Эта неделя",
  chart: (total) => `Часы по дням и проектам, всего ${total}. Те же числа в таблице ниже.`,
  table: "Часы по дням и проектам",
  hours: "Часы",
  project: "Проект",
  empty: "На этой неделе работы не было.",
  emptyNext: "Запустите таймер или добавьте работу вручную в истории.",
};
