// The triage screen: all its parts. Each can be read alone.
import "./pane.js";
import "./rows.js";
import "./composer.js";
import { commands } from "./commands.js";
import "./counts.js";
import { obey } from "./keys.js";
import "./presence.js";
import "./reasons.js";

obey(commands);
