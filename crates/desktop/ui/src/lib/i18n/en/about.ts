// English: what this program is.

export const about = {
  title: "About",
  what: "Homing keeps track of time, offline first: what you record is safe on this machine before anything else happens.",
  version: (version: string) => `Version ${version}`,
  commit: (commit: string) => `Commit ${commit}`,
  writes: "What it writes where",
  places: {
    data: { name: "Data folder", text: "Entries, unsent changes and pictures, readable for you alone." },
    config: { name: "Configuration folder", text: "The file homing.toml: settings of the connection and of the log." },
    logs: { name: "Log folder", text: "Ids, counts, times and codes. No secret, and nothing that you wrote." },
    signIn: { name: "Sign-in", text: "In the keychain of this system, in an encrypted file in the data folder, or nowhere, as you chose." },
    server: { name: "Server", text: "What you record, once you have signed in. Nothing goes anywhere else." },
  },
  licences: "Licences",
  licencesNote: "Homing itself is under the MIT licence or the Apache licence 2.0, as you prefer. It contains work of others:",
};
