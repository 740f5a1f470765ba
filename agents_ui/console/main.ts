import "@shared/tokens.css";
import "@shared/base.css";
import "./features/preferences/preferences";

import { createPinia } from "pinia";
import { createApp } from "vue";

import App from "./App.vue";
import { router } from "./router";

// After an update the server no longer has the files that an older page asks for: start anew.
window.addEventListener("vite:preloadError", () => location.reload());

createApp(App).use(createPinia()).use(router).mount("#app");
