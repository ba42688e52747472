// How Svelte compiles: in runes mode everywhere.

export default { compilerOptions: { runes: true } };
