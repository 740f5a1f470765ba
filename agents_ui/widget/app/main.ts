import "@shared/tokens.css";
import "@shared/base.css";
import "./widget.css";

import { createApp } from "vue";

import App from "./App.vue";
import { readBoot } from "./boot";
import { startSession } from "./session";

createApp(App, { session: startSession(readBoot()) }).mount("#app");
