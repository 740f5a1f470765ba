import "@shared/tokens.css";
import "@shared/base.css";
import "./widget.css";

import { ICONS } from "@shared/ui/icons/icons";
import { widgetPaths } from "@shared/ui/icons/widget";
import { createApp } from "vue";

import App from "./App.vue";
import { readBoot } from "./boot";
import { followConsent } from "./consent";
import { startSession } from "./session";

const boot = readBoot();
followConsent(boot);
createApp(App, { session: startSession(boot) }).provide(ICONS, widgetPaths).mount("#app");
