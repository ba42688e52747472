// Words of quit, in Russian.

export const quit: typeof import("../en/quit").quit = {};
