// Whether the sheet with all shortcuts is open.

export const sheet = $state({ open: false });
