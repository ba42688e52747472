// Words of settings, in Russian.

export const settings: typeof import("../en/settings").settings = {};
