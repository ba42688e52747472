// The screens that are loaded once they are wanted, as one chunk.

export { default as About } from "./about/About.svelte";
export { default as Review } from "./review/Review.svelte";
export { default as Settings } from "./settings/Settings.svelte";
export { default as SignIn } from "./sign-in/SignIn.svelte";
export { default as Sync } from "./sync/Sync.svelte";
