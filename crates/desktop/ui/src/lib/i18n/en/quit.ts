// Words of quit, in English.

export const quit = {};
