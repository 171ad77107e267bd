// What is done with many at once: all that match, all that are similar.

/** Lines for the table of commands. */
export const SWEEPING = [];
