// Words of sync, in English.

export const sync = {};
