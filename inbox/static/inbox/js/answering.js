// How one answers: reply, private reply, note, saved replies, send.

/** Lines for the table of commands. */
export const ANSWERING = [];
