// Words of sign-in, in Russian.

export const signIn: typeof import("../en/sign-in").signIn = {};
