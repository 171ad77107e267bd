// What is done with the conversation or comment in sight, beside answering.

/** Lines for the table of commands. */
export const ACTING = [];
