// Every page that is not the inbox: the way around by keys and by the palette, and the numbers beside the views.
import "./counts.js";
import { obey } from "./keys.js";
import { openPalette } from "./palette.js";
import { ways } from "./ways.js";

const PALETTE = { label: gettext("Command palette"), keys: ["Ctrl+k"], run: () => openPalette(ways()) };

obey(() => [PALETTE, ...ways()]);
