import { createRouter, createWebHistory } from "vue-router";

import { useSession } from "./features/session/session";

export const router = createRouter({
  history: createWebHistory("/console/"),
  routes: [
    { path: "/", redirect: { name: "inbox" } },
    { path: "/sign-in", name: "sign-in", component: () => import("./features/session/SignIn.vue"), meta: { open: true } },
    {
      path: "/forgotten",
      name: "forgotten",
      component: () => import("./features/session/Forgotten.vue"),
      meta: { open: true },
    },
    {
      path: "/welcome/:token",
      name: "invitation",
      component: () => import("./features/session/ChoosePassword.vue"),
      props: { kind: "invitation" },
      meta: { open: true },
    },
    {
      path: "/reset/:token",
      name: "reset",
      component: () => import("./features/session/ChoosePassword.vue"),
      props: { kind: "reset" },
      meta: { open: true },
    },
    {
      path: "/setup/:token",
      name: "setup",
      component: () => import("./features/session/ChoosePassword.vue"),
      props: { kind: "setup" },
      meta: { open: true },
    },
    {
      path: "/unreachable",
      name: "unreachable",
      component: () => import("./features/session/Unreachable.vue"),
      meta: { open: true },
    },
    {
      path: "/",
      component: () => import("./features/layout/Shell.vue"),
      children: [
        {
          path: "inbox",
          component: () => import("./features/layout/InboxPage.vue"),
          children: [
            { path: "", name: "inbox", component: () => import("./features/conversation/NoConversation.vue") },
            {
              path: ":id",
              name: "conversation",
              component: () => import("./features/conversation/ConversationPane.vue"),
              props: true,
            },
          ],
        },
        { path: "team", name: "team", component: () => import("./features/admin/StaffPage.vue") },
        { path: "jobs", name: "jobs", component: () => import("./features/admin/JobsPage.vue") },
        { path: "sessions", name: "sessions", component: () => import("./features/account/SessionsPage.vue") },
        { path: "tokens", name: "tokens", component: () => import("./features/account/TokensPage.vue") },
      ],
    },
    {
      path: "/:rest(.*)*",
      name: "not-found",
      component: () => import("./features/layout/NotFound.vue"),
      meta: { open: true },
    },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  const query = to.fullPath === "/inbox" ? {} : { next: to.fullPath };
  try {
    return (await useSession().restore()) ? true : { name: "sign-in", query };
  } catch {
    return { name: "unreachable", query };
  }
});
