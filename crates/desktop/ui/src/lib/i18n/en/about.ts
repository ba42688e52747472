// Words of about, in English.

export const about = {};
