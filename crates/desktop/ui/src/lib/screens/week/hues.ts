// How many colours the chart has before they begin anew; tokens.css names them `--hue-0` and on.

export const HUES = 6;

/** The colours as the theme has them now. */
export function hues(): string[] {
  const style = getComputedStyle(document.documentElement);
  return Array.from({ length: HUES }, (_, i) => style.getPropertyValue(`--hue-${i}`).trim() || "#1d5c63");
}
