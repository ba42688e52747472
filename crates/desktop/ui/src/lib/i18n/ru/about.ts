// Words of about, in Russian.

export const about: typeof import("../en/about").about = {};
