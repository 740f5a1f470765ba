// The console's one socket: its state, the presence the server holds for us, and the way to say something.
import { openSocket, type LiveSocket, type SocketState } from "@shared/socket";
import type { AgentRef, PresenceName, StaffCommand, StaffFrame } from "@shared/wire";
import { defineStore } from "pinia";
import { ref } from "vue";

import { workerTimer } from "./workerTimer";

const SIGNED_OUT = 4401;

export const useLive = defineStore("live", () => {
  const state = ref<SocketState>("connecting");
  const retryAt = ref<number | null>(null);
  const me = ref<AgentRef | null>(null);
  const presence = ref<PresenceName>("offline");
  const reason = ref<string | null>(null);
  let socket: LiveSocket<StaffCommand> | null = null;

  function start(dispatch: (frame: StaffFrame) => void, onSignedOut: () => void): void {
    socket ??= openSocket<StaffCommand, StaffFrame>({
      url: () => `${location.origin.replace(/^http/, "ws")}/console/socket`,
      ping: { type: "heartbeat" },
      timer: workerTimer,
      onOpen: () => send({ type: "watch_lists", on: true }),
      onFrames: (frames) => frames.forEach(dispatch),
      onState: (now, at) => {
        state.value = now;
        retryAt.value = at;
      },
      onRefused: (code) => {
        if (code !== SIGNED_OUT) return true;
        onSignedOut();
        return false;
      },
    });
  }

  function stop(): void {
    socket?.close();
    socket = null;
    me.value = null;
  }

  function send(command: StaffCommand): boolean {
    return socket?.send(command) ?? false;
  }

  function holds(now: PresenceName, why: string | null): void {
    presence.value = now;
    reason.value = why;
  }

  return { state, retryAt, me, presence, reason, start, stop, send, holds, retryNow: () => socket?.retryNow() };
});
