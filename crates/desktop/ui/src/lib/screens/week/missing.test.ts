// A week whose chart can't be loaded.

import { waitFor } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import { history as scenes } from "../../../scenes/history";
import { open, text } from "../../../testing/page";

vi.mock("./chart", () => {
  throw new Error("not there");
});

it("the table has the figures all the same, and no empty picture is left", async () => {
  await open(scenes["week-ordinary"]!);
  await waitFor(() => expect(document.querySelector('[data-part="chart"]')).toBeNull());
  expect(text('[data-part="week-total"]')).toBe("31h 33m");
});
