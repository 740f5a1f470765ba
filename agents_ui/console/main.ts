import "@shared/tokens.css";
import "@shared/base.css";
import "./features/preferences/preferences";

import { createPinia } from "pinia";
import { createApp } from "vue";

import App from "./App.vue";
import { router } from "./router";

createApp(App).use(createPinia()).use(router).mount("#app");
