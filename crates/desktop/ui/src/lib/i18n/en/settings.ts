// Words of settings, in English.

export const settings = {};
