// Words of offer, in Russian.

export const offer: typeof import("../en/offer").offer = {};
