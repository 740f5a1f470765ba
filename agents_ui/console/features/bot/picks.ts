// Published articles for an answer: found as one types, in the customer's language, and put into a reply.
import { ApiError } from "@shared/api";
import { locale as own, LOCALES, type Locale } from "@shared/i18n";
import { toast } from "@shared/ui/toasts";
import type { ConversationRow } from "@shared/wire";
import { shallowRef } from "vue";

import { api } from "../../api";
import { describe, LANGUAGE_NAMES, t } from "../../i18n";
import type { Suggestion, SuggestionSource } from "../conversation/composer/suggestion";
import { useDrafts } from "../conversation/drafts";
import { usePackets, type Article, type ArticlePick, type PickText } from "./packets";

/** For so many milliseconds an answer serves for the same words. */
const FRESH = 30_000;
const MOST = 8;
const answers = new Map<string, { at: number; items: Promise<ArticlePick[]> }>();

/** The article that is read beside the work, none while none is. */
export const reading = shallowRef<PickText | null>(null);

export function search(words: string, language: Locale): Promise<ArticlePick[]> {
  const key = `${language} ${words}`;
  const before = answers.get(key);
  if (before && Date.now() - before.at < FRESH) return before.items;
  const items = api
    .get<{ items: ArticlePick[] }>("/article-picks", { words, locale: language, limit: MOST })
    .then((found) => found.items);
  items.catch(() => answers.delete(key));
  answers.set(key, { at: Date.now(), items });
  if (answers.size > 50) answers.delete(answers.keys().next().value!);
  return items;
}

/** In the customer's language and in one's own, in which one may have typed: of each list in turn, every article once. */
export async function searchBoth(words: string, language: Locale): Promise<ArticlePick[]> {
  const languages = words === "" ? [language] : [...new Set([language, own.value])];
  const found = await Promise.all(languages.map((one) => search(words, one).catch((): ArticlePick[] => [])));
  const inTurn = Array.from({ length: MOST }, (_, place) => found.flatMap((list) => list.slice(place, place + 1)));
  return each([], language, ...inTurn);
}

/** Of several lists each once, in their order; as they were found, for what is merely named lacks its summary. Pure. */
export function each(named: readonly Article[], language: Locale, ...found: ArticlePick[][]): ArticlePick[] {
  const known = new Map(found.flat().reverse().map((pick) => [pick.id, pick]));
  const all = new Map<string, ArticlePick>();
  for (const { id, key, title, path } of named) {
    if (id) all.set(id, known.get(id) ?? { id, key, title, path: path ?? null, summary: "", locale: language, fallback: false, internal: false });
  }
  for (const pick of found.flat()) if (!all.has(pick.id)) all.set(pick.id, pick);
  return [...all.values()];
}

export const textOf = (article: string, language: Locale): Promise<PickText> =>
  api.get<PickText>(`/article-picks/${article}`, { locale: language });

export async function read(article: string, language: Locale): Promise<void> {
  try {
    reading.value = await textOf(article, language);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(describe(error), { tone: "bad" });
  }
}

/** In which the customer is answered. */
export function languageOf(row: ConversationRow): Locale {
  const spoken = usePackets().known.get(row.id)?.language ?? row.customer.locale;
  return LOCALES.find((each) => each === spoken) ?? own.value;
}

/** Where customers read it. */
export const linkOf = (path: string): string => new URL(path, location.origin).href;

/** What goes into a reply. Pure but for the origin. */
export function inserted(how: string, { pick, text }: PickText): string {
  const link = pick.path ? linkOf(pick.path) : "";
  if (how === "link") return link;
  const words = how === "summary" ? pick.summary || pick.title : text;
  return [words, link].filter(Boolean).join("\n");
}

/** Below what is written already. */
export function intoReply(conversation: string, text: string): void {
  const drafts = useDrafts();
  const before = drafts.draft(conversation).reply.trimEnd();
  drafts.change(conversation, { mode: "reply", reply: before === "" ? text : `${before}\n\n${text}` });
  toast(t("bot.inserted"));
}

/** Which languages an article is not in, or who it is for. */
export function remark(pick: ArticlePick): string | undefined {
  if (pick.internal) return t("picks.internal");
  return pick.fallback ? t("picks.fallback", { language: LANGUAGE_NAMES[pick.locale] }) : undefined;
}

interface Pick extends Suggestion {
  pick: ArticlePick;
  how?: "summary" | "whole" | "link" | "read";
}

/** What `??` in a reply or a note suggests: an article, then what of it. note: colleagues alone read it. */
export function articleSource(row: () => ConversationRow, note: () => boolean): SuggestionSource<Pick> {
  const packets = usePackets();
  const suggested = () => (packets.known.get(row().id)?.suggested ?? []).map((each) => each.pick);
  return {
    trigger: "??",
    label: t("picks.title"),
    empty: t("picks.nothing"),
    phrase: true,
    find: async (wanted) => {
      const found = await searchBoth(wanted.trim(), languageOf(row()));
      const first = suggested().filter((pick) => wanted.trim() === "" || found.some((one) => one.id === pick.id));
      const rest = found.filter((pick) => !first.some((one) => one.id === pick.id));
      return [
        ...first.map((pick) => ({ key: pick.id, title: pick.title, hint: remark(pick) ?? t("picks.suggested"), detail: pick.summary, pick })),
        ...rest.map((pick) => ({ key: pick.id, title: pick.title, hint: remark(pick), detail: pick.summary, pick })),
      ].slice(0, MOST);
    },
    then: ({ pick, how }) => (how ? null : ways(pick, note())),
    insert: async ({ pick, how = "read" }) => {
      const language = languageOf(row());
      if (how === "read") {
        await read(pick.id, language);
        return "";
      }
      // What is written next is not a part of the address.
      if (how === "link") return `${linkOf(pick.path ?? "/")} `;
      try {
        return `${inserted(how, await textOf(pick.id, language))}\n`;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        toast(t("picks.failed"), { tone: "bad" });
        return "";
      }
    },
  };
}

/** What of an article may go into a text: nothing of an internal one into what customers read. */
export function ways(pick: ArticlePick, note: boolean): Pick[] {
  const way = (how: NonNullable<Pick["how"]>, title: string, detail?: string): Pick => ({ key: `${pick.id} ${how}`, title, detail, pick, how });
  const reading = way("read", t(pick.internal ? "picks.readInternal" : "picks.read"), pick.title);
  if (pick.internal) return note ? [way("whole", t("picks.whole"), pick.title), reading] : [reading];
  return [
    ...(pick.summary ? [way("summary", t("picks.summary"), pick.summary)] : []),
    way("whole", t("picks.whole"), pick.title),
    way("link", t("picks.link"), pick.path ? linkOf(pick.path) : undefined),
    reading,
  ];
}
