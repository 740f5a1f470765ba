import "@shared/tokens.css";
import "./tokens.css";
import "@shared/base.css";
import "./features/preferences/preferences";

import { ICONS } from "@shared/ui/icons/icons";
import { paths } from "@shared/ui/icons/paths";
import { createPinia } from "pinia";
import { createApp } from "vue";

import App from "./App.vue";
import { router } from "./router";

// After an update the server no longer has the files that an older page asks for: start anew.
window.addEventListener("vite:preloadError", () => location.reload());

createApp(App).provide(ICONS, paths).use(createPinia()).use(router).mount("#app");
