// Whether axe finds anything wrong, without the rules that need a real layout: contrast is looked at in the real window.

import axe from "axe-core";
import { expect } from "vitest";

export async function expectNoViolations(of: Element = document.documentElement): Promise<void> {
  const { violations } = await axe.run(of, {
    resultTypes: ["violations"],
    preload: false,
    rules: { "color-contrast": { enabled: false }, "color-contrast-enhanced": { enabled: false }, "target-size": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
