/** Why this person may not act here; nothing when they may. */
export const whyNotAct = () => (document.body.dataset.role === "reads" ? gettext("Your role only reads.") : "");
