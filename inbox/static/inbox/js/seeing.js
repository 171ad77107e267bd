// What else can be looked at: the person, the decision, the original.

/** Lines for the table of commands. */
export const SEEING = [];
