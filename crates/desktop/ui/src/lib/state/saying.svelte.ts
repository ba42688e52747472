// What a screen reader is told: changes of state and problems, in the one live region of the page.

export const said = $state({ text: "" });

export function say(text: string): void {
  said.text = text;
}
