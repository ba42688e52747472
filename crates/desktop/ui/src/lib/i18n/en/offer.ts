// Words of offer, in English.

export const offer = {};
