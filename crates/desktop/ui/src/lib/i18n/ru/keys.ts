// Words of the sheet with all shortcuts, in Russian.

import type { keys as en } from "../en/keys";

export const keys: typeof en = {
  title: "Сочетания клавиш",
  does: {
    sheet: "Показать этот список",
    describe: "Написать, чем вы заняты (Enter начинает)",
    pause: "Пауза или продолжение",
    stop: "Остановить таймер",
    undo: "Вернуть как было (вне текстового поля)",
    add: "Добавить работу вручную",
    screens: "Перейти в раздел, по порядку в меню",
    close: "Закрыть окно вопроса",
    move: "К следующему или предыдущему элементу",
    quit: "Завершить Homing",
  },
  or: "или",
};
