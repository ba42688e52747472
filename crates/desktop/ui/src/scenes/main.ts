// The page of made-up states. See `index.ts`.

export {};
