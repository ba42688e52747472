// Words of sync, in Russian.

export const sync: typeof import("../en/sync").sync = {};
