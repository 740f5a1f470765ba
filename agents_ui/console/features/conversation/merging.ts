// Merging conversations by mail: which one may go into which, and the deed with its way back.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { ConversationMerged, ConversationMergePreview, ConversationRow, MergeTargets, Notice } from "@shared/wire";
import { computed, inject, provide, type ComputedRef, type InjectionKey } from "vue";

import { api } from "../../api";
import { describe, t } from "../../i18n";
import { useConversations } from "../conversations/conversations";

/** A chat is in its visitor's browser too: only mails go into each other. */
export const mayMerge = (row: ConversationRow): boolean => row.channel === "email" && row.merged_into === null;

export const mergeTargets = (row: ConversationRow, text: string, signal: AbortSignal): Promise<MergeTargets> =>
  api.get<MergeTargets>(`/conversations/${row.id}/merge-targets`, { text }, signal);

export const mergePreview = (source: string, into: string): Promise<ConversationMergePreview> =>
  api.get<ConversationMergePreview>(`/conversations/${source}/merge-preview`, { into });

/** Does what the preview says; the answer is the conversation that has everything now. */
export async function mergeAsShown(shown: ConversationMergePreview): Promise<ConversationRow> {
  const { source, target } = shown;
  const done = await api.send<ConversationMerged>("POST", `/conversations/${source.id}/merge`, {
    into: target.id,
    version: source.version,
    into_version: target.version,
    other_customer: !shown.same_customer,
  });
  useConversations().upsert(done.conversation);
  return done.conversation;
}

/** Takes out again what was merged; null where that was refused, which is told. */
export async function takeApart(merge: string): Promise<ConversationRow | null> {
  try {
    const { conversation } = await api.send<ConversationMerged>("POST", `/conversation-merges/${merge}/undo`);
    useConversations().upsert(conversation);
    return conversation;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(describe(error), { tone: "bad" });
    return null;
  }
}

/** Whoever merges a conversation also looks at it, and is told once. */
const aboutMerging = (source: ConversationRow): string => `merging ${source.id}`;

export const mergedToast = (source: ConversationRow, target: ConversationRow): void => {
  toast(t("merging.done", { source: String(source.number), target: String(target.number) }), { about: aboutMerging(source) });
};

export const followedToast = (source: ConversationRow, number: number): void => {
  toast(t("merging.followed", { source: String(source.number), target: String(number) }), { about: aboutMerging(source) });
};

/** The merges of a timeline that were not undone, by id. Pure. */
export function standingMerges(notices: Iterable<Notice>): Set<string> {
  const found = new Set<string>();
  for (const { kind, merge } of notices) {
    if (merge && kind === "ConversationsMerged") found.add(merge);
    else if (merge && kind === "ConversationsSplit") found.delete(merge);
  }
  return found;
}

const STANDING: InjectionKey<ComputedRef<Set<string>>> = Symbol("standing merges");

/** Tells the lines below which of their merges can be undone. */
export function provideStandingMerges(notices: () => Iterable<Notice>): void {
  provide(STANDING, computed(() => standingMerges(notices())));
}

export const useStandingMerges = (): ComputedRef<Set<string>> => inject(STANDING, () => computed(() => new Set<string>()), true);
