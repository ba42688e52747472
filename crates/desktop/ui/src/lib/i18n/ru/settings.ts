// Russian: settings, the accounts of this machine, and what this program is.
import { ru as many } from "../plural";
import type { about as englishAbout, leaving as englishLeaving, settings as english } from "../en/settings";

const unsent = (n: number) => many(n, "неотправленное изменение", "неотправленных изменения", "неотправленных изменений");

export const settings: typeof english = {
  title: "Настройки",

  account: "Учётная запись",
  nobody: "Никто ещё не входил. Записанное остаётся на этом компьютере.",
  signedInAs: (name) => `Вы вошли как ${name}`,
  signedOutAs: (name) => `${name}, вход не выполнен`,
  active: "записывает сейчас",
  kept: {
    keychain: "Вход в системном хранилище ключей",
    "encrypted-file": "Вход в зашифрованном файле",
    "until-quit": "Вход до выхода из программы",
  },
  unsent,
  attention: (n) => `требуют внимания: ${n}`,
  timerRuns: "идёт таймер",
  local: (n) => `Записано до первого входа: ${many(n, "изменение", "изменения", "изменений")}`,
  switch: "Переключиться",
  switchTo: (name) => `Переключиться на ${name}`,
  switched: (name) => `Теперь Homing записывает для ${name}.`,
  signIn: "Войти",
  signInOther: "Войти под другим именем",
  signOut: "Выйти",
  signOutOf: (name) => `Выйти: ${name}`,
  signedOut: (name) => `${name}: выход выполнен.`,
  signedOutUnsent: (n, name) => `Здесь, только для ${name}, остаётся ${unsent(n)}.`,
  serverNotTold: "Серверу сообщить не удалось; на его стороне вход завершится сам.",

  connection: "Соединение",
  row: {
    server: { name: "Сервер", hint: "Его предложит следующий вход." },
    profile: { name: "API", hint: "Какой API у серверов: homing или classic, как у прежнего приложения." },
    proxy: { name: "Прокси", hint: "system, none или адрес, например http://proxy.example.org:3128" },
    ca_file: { name: "Доверенные центры", hint: "Файл PEM с сертификатами, которым доверять помимо системных." },
  },
  origin: {
    default: "По умолчанию",
    file: "Указано в homing.toml",
    environment: (variable) => `Задано переменной ${variable}; здесь не меняется.`,
  },
  none: "не задано",
  change: "Изменить",
  changeOf: (name) => `Изменить: ${name}`,
  save: "Сохранить",
  cancel: "Отмена",
  unset: "Вернуть по умолчанию",
  atNextStart: "Действует со следующего запуска.",
  changed: (name) => `${name}: сохранено.`,

  program: "Программа",
  language: "Язык",
  languages: { system: "Как в системе", en: "English", ru: "Русский" },
  theme: "Оформление",
  themes: { system: "Как в системе", light: "Светлое", dark: "Тёмное" },
  tray: "Показывать в области уведомлений",
  trayNote: "Тогда при закрытии окна таймер и синхронизация продолжают работать.",
  trayImpossible: "В этой среде нет области уведомлений, поэтому закрытие окна завершает программу.",
  autostart: "Запускать вместе с системой",
  autostartImpossible: "Эта система не умеет её запускать.",
  startHidden: "Запускать без окна",
  startHiddenNote: "Программа появится в области уведомлений.",

  data: "Данные",
  folder: "Папка данных",
  configFolder: "Папка настроек",
  logFolder: "Папка журнала",
  show: "Показать",
  showOf: (name) => `Показать: ${name}`,
  export: "Экспорт записей",
  exportNote: "Всё, что здесь записано, в папку «Загрузки».",
  formats: { json: "Timewarrior (JSON)", csv: "Таблица (CSV)", ical: "Календарь (iCalendar)" },
  format: "Формат",
  exportGo: "Экспортировать",
  written: (file) => `Сохранено в ${file}`,
  showFile: "Показать файл",
  diagnostics: "Диагностика",
  diagnosticsNote: "Версии, состояние синхронизации и журнал — для того, кто вам помогает. В ней нет секретов и ничего из написанного вами; никуда она не отправляется.",
  diagnosticsNames: "С именами учётных записей",
  diagnosticsGo: "Создать файл",
  earlier: "Прежнее приложение",
};

export const about: typeof englishAbout = {
  title: "О программе",
  what: "Homing ведёт учёт времени и не нуждается в сети: записанное сначала надёжно сохраняется на этом компьютере.",
  version: (version) => `Версия ${version}`,
  commit: (commit) => `Коммит ${commit}`,
  writes: "Что и где хранится",
  places: {
    data: "Папка данных: записи, неотправленные изменения и снимки; читать их можете только вы.",
    config: "Папка настроек: homing.toml, настройки соединения и журнала.",
    logs: "Папка журнала: идентификаторы, количества, время и коды. Ни секретов, ни написанного вами.",
    keychain: "Вход: в системном хранилище ключей или в зашифрованном файле в папке данных, как вы выбрали.",
    server: "Сервер: записанное вами, после входа. Больше никуда ничего не уходит.",
  },
  licences: "Лицензии",
  licencesNote: "Сам Homing распространяется по лицензии MIT или Apache 2.0, на ваш выбор. В нём есть работа других:",
};

export const leaving: typeof englishLeaving = {
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
