// A number with its noun, by the rules of the language.

const rules = { en: new Intl.PluralRules("en"), ru: new Intl.PluralRules("ru") };
const numbers = { en: new Intl.NumberFormat("en"), ru: new Intl.NumberFormat("ru") };

/** English has two forms. `#` stands for the number. */
export function en(n: number, one: string, other: string): string {
  return (rules.en.select(n) === "one" ? one : other).replace("#", numbers.en.format(n));
}

/** Russian has three for whole numbers: 1 запись, 2 записи, 5 записей. `#` stands for the number. */
export function ru(n: number, one: string, few: string, many: string): string {
  const rule = rules.ru.select(n);
  return (rule === "one" ? one : rule === "few" ? few : many).replace("#", numbers.ru.format(n));
}
