// The forms of a noun behind a number, by the language's own rules. No words.

const rules = { en: new Intl.PluralRules("en"), ru: new Intl.PluralRules("ru") };
const digits = { en: new Intl.NumberFormat("en"), ru: new Intl.NumberFormat("ru") };

/** As in `1 change`, `3 changes`. */
export function en(count: number, one: string, other: string): string {
  return `${digits.en.format(count)} ${rules.en.select(count) === "one" ? one : other}`;
}

/** As in `1 изменение`, `3 изменения`, `5 изменений`. */
export function ru(count: number, one: string, few: string, many: string): string {
  const form = { one, few, many }[rules.ru.select(count) as "one" | "few" | "many"] ?? few;
  return `${digits.ru.format(count)} ${form}`;
}
