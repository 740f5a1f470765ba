// Who types where, and telling that we do. A sign is forgotten after a while without another.
import type { FrameOf } from "@shared/wire";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";

import { useLive } from "../live/live";

const FORGET_AFTER = 6000;
const REPEAT_EVERY = 3000;

export interface Typist {
  /** Null for the customer. */
  name: string | null;
  /** What the customer has written so far, where the inbox shows it. */
  text: string | null;
}

export const useTyping = defineStore("typing", () => {
  const live = useLive();
  /** By conversation, then by agent id ("" for the customer). */
  const typists = shallowReactive(new Map<string, Map<string, Typist>>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let saidAt = 0;
  let saidIn: string | null = null;

  function receive(frame: FrameOf<"typing">): void {
    const who = frame.agent?.id ?? "";
    set(frame.conversation, who, frame.on ? { name: frame.agent?.name ?? null, text: frame.text } : null);
    const timer = `${frame.conversation}/${who}`;
    clearTimeout(timers.get(timer));
    if (frame.on) timers.set(timer, setTimeout(() => set(frame.conversation, who, null), FORGET_AFTER));
  }

  /** Whoever has just sent a message no longer types it. */
  function arrived(frame: FrameOf<"message">): void {
    set(frame.conversation, frame.message.agent?.id ?? "", null);
  }

  function set(conversation: string, who: string, typist: Typist | null): void {
    const known = typists.get(conversation);
    if (!typist && !known?.has(who)) return;
    const now = new Map(known);
    if (typist) now.set(who, typist);
    else now.delete(who);
    typists.set(conversation, now);
  }

  /** Called at every keystroke of a reply; says so at most every three seconds. */
  function say(conversation: string): void {
    const now = Date.now();
    if (saidIn === conversation && now - saidAt < REPEAT_EVERY) return;
    hush();
    live.send({ type: "typing", conversation, on: true });
    saidAt = now;
    saidIn = conversation;
  }

  function hush(): void {
    if (saidIn === null) return;
    if (Date.now() - saidAt < FORGET_AFTER) live.send({ type: "typing", conversation: saidIn, on: false });
    saidIn = null;
  }

  return { typists, receive, arrived, say, hush };
});
