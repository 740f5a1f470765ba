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
            { path: "new-mail", name: "new-mail", component: () => import("./features/mail/begin/NewMailPane.vue") },
            {
              path: ":id",
              name: "conversation",
              component: () => import("./features/conversation/ConversationPane.vue"),
              props: true,
            },
          ],
        },
        { path: "customers", name: "customers", component: () => import("./features/customers/CustomersPage.vue") },
        {
          path: "customers/:id",
          name: "customer",
          component: () => import("./features/customers/ProfilePage.vue"),
          props: true,
        },
        { path: "queues", name: "live-queues", component: () => import("./features/supervise/QueuesPage.vue") },
        {
          path: "articles",
          component: () => import("./features/knowledge/KnowledgeLayout.vue"),
          children: [
            { path: "", name: "articles", component: () => import("./features/knowledge/ArticlesPage.vue") },
            {
              path: "categories",
              name: "article-categories",
              component: () => import("./features/knowledge/CategoriesPage.vue"),
            },
            { path: "images", name: "article-images", component: () => import("./features/knowledge/ImagesPage.vue") },
            { path: "synonyms", name: "synonyms", component: () => import("./features/knowledge/SynonymsPage.vue") },
            { path: "transfer", name: "article-transfer", component: () => import("./features/knowledge/TransferPage.vue") },
            {
              path: "settings",
              name: "article-settings",
              component: () => import("./features/knowledge/KnowledgeSettingsPage.vue"),
            },
            { path: ":id", name: "article", component: () => import("./features/knowledge/ArticleEditor.vue"), props: true },
          ],
        },
        { path: "search", name: "search", component: () => import("./features/search/SearchPage.vue") },
        {
          path: "settings",
          component: () => import("./features/admin/SettingsLayout.vue"),
          children: [
            { path: "", name: "settings", component: () => import("./features/admin/SettingsStart.vue") },
            { path: "guide", name: "guide", component: () => import("./features/admin/guide/GuidePage.vue") },
            { path: "inboxes", name: "inboxes", component: () => import("./features/admin/inboxes/InboxesPage.vue") },
            {
              path: "inboxes/:id",
              name: "inbox-settings",
              component: () => import("./features/admin/inboxes/InboxEditor.vue"),
              props: true,
            },
            { path: "mailboxes", name: "mailboxes", component: () => import("./features/admin/mailboxes/MailboxesPage.vue") },
            {
              path: "calendars",
              name: "calendars",
              component: () => import("./features/admin/calendars/CalendarsPage.vue"),
            },
            {
              path: "calendars/:id",
              name: "calendar",
              component: () => import("./features/admin/calendars/CalendarEditor.vue"),
              props: true,
            },
            { path: "queues", name: "queues", component: () => import("./features/admin/queues/QueuesPage.vue") },
            {
              path: "queues/:id",
              name: "queue",
              component: () => import("./features/admin/queues/QueueEditor.vue"),
              props: true,
            },
            { path: "intake", name: "intake", component: () => import("./features/admin/intake/IntakePage.vue") },
            { path: "skills", name: "skills", component: () => import("./features/admin/skills/SkillsPage.vue") },
            { path: "capacity", name: "capacity", component: () => import("./features/admin/capacity/AgentsPage.vue") },
            { path: "team", name: "team", component: () => import("./features/admin/StaffPage.vue") },
            { path: "labels", name: "labels", component: () => import("./features/labels/LabelsPage.vue") },
            { path: "canned-replies", name: "replies", component: () => import("./features/replies/RepliesPage.vue") },
            { path: "ratings", name: "ratings", component: () => import("./features/operating/RatingsPage.vue") },
            { path: "waits", name: "waits", component: () => import("./features/operating/WaitsPage.vue") },
            { path: "bot/inboxes", name: "bot-switches", component: () => import("./features/bot/SwitchesPage.vue") },
            { path: "bot/learning", name: "gaps", component: () => import("./features/bot/GapsPage.vue") },
            { path: "bot/outcomes", name: "bot-report", component: () => import("./features/bot/ReportPage.vue") },
            { path: "bot/understanding", name: "engines", component: () => import("./features/bot/EnginesPage.vue") },
            { path: "retention", name: "retention", component: () => import("./features/operating/RetentionPage.vue") },
            { path: "jobs", name: "jobs", component: () => import("./features/admin/JobsPage.vue") },
            { path: "fields", name: "fields", component: () => import("./features/customers/CustomFieldsPage.vue") },
            { path: "blocked-senders", name: "senders", component: () => import("./features/customers/BlockedSendersPage.vue") },
            { path: "blocked", name: "blocked", component: () => import("./features/customers/BlockedPage.vue") },
          ],
        },
        { path: "team", redirect: { name: "team" } },
        { path: "jobs", redirect: { name: "jobs" } },
        {
          path: "notifications",
          name: "notifications",
          component: () => import("./features/account/NotificationsPage.vue"),
        },
        { path: "signatures", name: "signatures", component: () => import("./features/account/SignaturesPage.vue") },
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
