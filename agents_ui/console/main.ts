import "@shared/tokens.css";
import "@shared/base.css";

import { createApp } from "vue";

import App from "./App.vue";

createApp(App).mount("#app");
