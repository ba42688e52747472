// What the page shows and does: notes of this application's own commands, and the headline of the plugin `homing`.
// It keeps nothing: what is shown was read, or told, just now.

const { invoke } = window.__TAURI__.core;
const { listen } = window.__TAURI__.event;
const element = (id) => document.getElementById(id);

const HEADLINES = {
  "local-only": "Nobody has signed in. Notes are kept on this machine.",
  offline: "Offline. Notes are kept here, and go out by themselves.",
  "all-saved": "Everything is on the server.",
  sending: "Sending.",
  waiting: "Notes wait to be sent.",
  attention: "The server refused a note.",
};

let shown = 0;

async function show(status) {
  if (status.revision < shown) return;
  shown = status.revision;
  const headline = element("headline");
  headline.dataset.code = status.headline;
  headline.textContent = HEADLINES[status.headline] ?? status.headline;
  element("who").hidden = status.account?.signed_in ?? false;
  element("notes").replaceChildren(...(await invoke("notes")).map(row));
}

function row(note) {
  const [item, text, remove] = ["li", "input", "button"].map((name) => document.createElement(name));
  item.dataset.note = note.id;
  text.setAttribute("value", note.text);
  text.ariaLabel = "Text";
  text.addEventListener("change", () => tried("change_note", { note: { ...note, text: text.value } }));
  remove.textContent = "Delete";
  remove.addEventListener("click", () => tried("change_note", { note: { ...note, deleted: true } }));
  item.append(text, remove);
  return item;
}

async function tried(command, args) {
  const problem = element("problem");
  problem.hidden = true;
  try {
    await invoke(command, args);
  } catch (error) {
    problem.hidden = false;
    problem.dataset.code = error.code;
    problem.textContent = `Nothing was changed (${error.code}).`;
  }
}

element("new").addEventListener("submit", (event) => {
  event.preventDefault();
  tried("add_note", { text: element("text").value });
  element("text").value = "";
});

element("who").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [server, user, password] = ["server", "name", "password"].map((id) => element(id).value);
  element("password").value = "";
  // In the keychain where there is one, else in this program's memory. Where a person should choose, ask them.
  const { keychain } = await invoke("plugin:homing|sign_in_place");
  const place = { kind: keychain === "ready" ? "keychain" : "until-quit" };
  await tried("plugin:homing|sign_in", { server, user, password, place });
});

await listen("homing://status", (event) => show(event.payload));
await show(await invoke("plugin:homing|get_sync_status"));
