// Words of review, in Russian.

export const review: typeof import("../en/review").review = {};
