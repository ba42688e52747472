// Words of review, in English.

export const review = {};
