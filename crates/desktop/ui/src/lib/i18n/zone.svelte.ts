// The zone whose clocks the page shows: the one that Rust goes by, which may become another one while the window is open.
// WebKit keeps the zone that it found when it started.

const zone = $state<{ name: string | undefined }>({ name: undefined });
const clocks = new Map<string | undefined, Intl.DateTimeFormat>();

/** What a clock on the wall shows. */
export type Wall = { year: number; month: number; day: number; hour: number; minute: number };

/** Takes the zone over, where it has a name and WebKit knows it: else WebKit's own is shown. */
export function inZone(name: string | null): void {
  if (name === zone.name) return;
  try {
    if (name) clocks.set(name, made(name));
    zone.name = name ?? undefined;
  } catch {
    zone.name = undefined;
  }
}

/** As `Intl` takes it; undefined is WebKit's own. */
export const zoneName = (): string | undefined => zone.name;

/** What the clocks of the zone show at an instant, in milliseconds. */
export function wallAt(at: number): Wall {
  let clock = clocks.get(zone.name);
  if (!clock) clocks.set(zone.name, (clock = made(zone.name)));
  const wall: Wall = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const { type, value } of clock.formatToParts(at)) if (type in wall) wall[type as keyof Wall] = Number(value);
  return wall;
}

/** The instant at which the clocks show that, in milliseconds: the earlier one of two; null where they never do. */
export function instantAt({ year, month, day, hour, minute }: Wall): number | null {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const ahead = (at: number) => utc(wallAt(at)) - at;
  // The clocks change at most once within two days: before and after it are all the offsets that there can be.
  const offsets = [ahead(wanted - DAY_MS), ahead(wanted + DAY_MS)];
  const found = offsets.map((offset) => wanted - offset).filter((at) => utc(wallAt(at)) === wanted);
  return found.length > 0 ? Math.min(...found) : null;
}

const DAY_MS = 86_400_000;

const utc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute);

function made(timeZone: string | undefined): Intl.DateTimeFormat {
  const two = "2-digit";
  return new Intl.DateTimeFormat("en", { timeZone, calendar: "gregory", year: "numeric", month: two, day: two, hour: two, minute: two, hourCycle: "h23" });
}
