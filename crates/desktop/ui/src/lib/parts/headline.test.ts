// The words of the headline and of problems.

import { expect, it } from "vitest";
import { inWords } from "./problem";

it("a problem is said in sentences by its code", () => {
  expect(inWords({ code: "disk-full" })).toContain("what was recorded before is safe");
});
