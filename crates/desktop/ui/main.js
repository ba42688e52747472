// The page of the bare window: it shows the newest snapshot, and starts or stops the timer. What the numbers and
// codes mean is Homing's; here they only get words.

const { invoke } = window.__TAURI__.core;
const { listen } = window.__TAURI__.event;

const HEADLINES = {
  "storage-problem": "The data on this machine can't be used.",
  "sign-in-needed": "Signing in is needed before anything can be sent.",
  stopped: "Nothing can be sent until something changes.",
  attention: "The server refused some changes: they need a look.",
  "clock-off": "The clock of this machine is wrong.",
  "server-not-answering": "The server has trouble. Everything waits on this machine.",
  throttled: "The server asks to wait. Everything waits on this machine.",
  offline: "The server can't be reached. Everything waits on this machine.",
  sending: "Sending.",
  waiting: "Changes wait to be sent.",
  "local-only": "Nobody has signed in yet: what you record stays on this machine.",
  "all-saved": "All saved.",
};

const PROBLEMS = {
  "nothing-runs": "No timer is running.",
  "entry-invalid": "This can't be recorded: it is too long, or holds characters that no text has.",
  "data-busy": "Another program writes to the data just now. Try again in a moment.",
  "disk-full": "The disk is full. Nothing was recorded; what was recorded before is safe.",
  "data-not-writable": "The data can't be written. Nothing was recorded; what was recorded before is safe.",
};

const part = (id) => document.getElementById(id);

/** The newest snapshot that is shown. */
let shown = { revision: 0, timer: null };

function show(snapshot) {
  // Of two that cross on their way, the newer one stands.
  if (snapshot.revision < shown.revision) return;
  shown = snapshot;
  const { headline, timer, counts } = snapshot;
  part("headline").dataset.code = headline;
  part("headline").textContent = HEADLINES[headline] ?? headline;
  part("running").textContent = timer ? inWords(timer.entry) : "No timer is running.";
  part("running").dataset.state = timer?.entry.state ?? "none";
  part("toggle").textContent = timer ? "Stop" : "Start";
  part("toggle").disabled = false;
  part("waiting").textContent = counts.waiting;
  part("attention").textContent = counts.attention;
}

function inWords({ state, description, intervals }) {
  const since = new Date(intervals[0].start).toLocaleTimeString([], { timeStyle: "short" });
  const what = description || "no description";
  return `${state === "paused" ? "Paused" : "Running"} since ${since}: ${what}`;
}

function complain({ code }) {
  part("problem").dataset.code = code ?? "unknown";
  part("problem").textContent = PROBLEMS[code] ?? `That did not work. Nothing was lost. (${code ?? "unknown"})`;
}

async function toggle(event) {
  event.preventDefault();
  const description = part("description").value;
  const command = shown.timer ? { kind: "stop" } : { kind: "start", description };
  part("toggle").disabled = true;
  part("problem").textContent = "";
  try {
    await invoke("plugin:homing|enqueue_time_entry", { command });
    part("description").value = "";
    show(await invoke("plugin:homing|get_sync_status"));
  } catch (error) {
    complain(error);
  } finally {
    part("toggle").disabled = false;
  }
}

part("timer").addEventListener("submit", toggle);
// Listens first: what happens between the two lines is told by the one or by the other.
await listen("homing://status", ({ payload }) => show(payload));
await invoke("plugin:homing|get_sync_status").then(show, complain);
