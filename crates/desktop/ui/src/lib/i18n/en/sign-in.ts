// Words of sign-in, in English.

export const signIn = {};
