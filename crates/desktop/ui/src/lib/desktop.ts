// The commands of the desktop program itself, under the names that the page uses. What they are stands in the bindings, which
// are generated from Rust; nothing else is decided here.

export { commands as desktop } from "./desktop/bindings";
export type { AboutJson, DesktopError, HandoverJson, Language, PreferencesJson, UnsentJson } from "./desktop/bindings";
