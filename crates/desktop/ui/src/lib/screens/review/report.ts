// What an import of the earlier app's data did, in sentences. Pure.
import type { LegacyReportJson } from "homing-plugin-api";
import type { offer as english } from "../../i18n/en/offer";

/** A sentence for each thing that is worth one. */
export function report(words: typeof english, done: LegacyReportJson): string[] {
  const said = words.report;
  const { rows, taken_in, pictures, sign_in } = done;
  const history = rows.sent + rows.cancelled + rows.day_totals;
  const reasons = [rows.sent ? said.sent(rows.sent) : "", rows.cancelled ? said.cancelled(rows.cancelled) : "", rows.day_totals ? said.dayTotals(rows.day_totals) : ""];
  const lines: (string | false)[] = [
    said.rows(rows.all),
    taken_in.review > 0 && said.review(taken_in.review),
    pictures.ready > 0 && said.pictures(pictures.ready),
    pictures.left > 0 && said.picturesLeft(pictures.left),
    history > 0 && said.history(history, reasons.filter(Boolean).join(", ")),
    taken_in.unreadable > 0 && said.unreadable(taken_in.unreadable),
    taken_in.unchanged > 0 && said.unchanged(taken_in.unchanged),
    taken_in.changed > 0 && said.changed(taken_in.changed),
    sign_in.state === "moved" && said.signIn.moved(sign_in.account.name, sign_in.account.server),
    sign_in.state === "not-moved" && said.signIn["not-moved"](because(said.notMoved, sign_in.reason)),
    said.file(done.file),
  ];
  return lines.filter((line) => line !== false);
}

function because<T extends { other: string }>(reasons: T, reason: string): string {
  return (reasons as Record<string, string>)[reason] ?? reasons.other;
}
