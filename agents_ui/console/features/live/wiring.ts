// Where each frame of the socket goes: one visible table for the whole console.
import { toast } from "@shared/ui/toasts";
import type { StaffFrame } from "@shared/wire";

import { describeCode } from "../../i18n";
import { useJourneys } from "../context/journey";
import { useConversations } from "../conversations/conversations";
import { useDrafts } from "../conversation/drafts";
import { useThreads } from "../conversation/threads";
import { useTyping } from "../conversation/typing";
import { useViewers } from "../conversation/viewing";
import { useMentions } from "../mentions/mentions";
import { useOffers } from "../offers/offers";
import { usePeople } from "../presence/people";
import { useSession } from "../session/session";
import { useLiveQueues } from "../supervise/liveQueues";
import { announce, announceAnswer, announceMention, announceRow } from "./announce";
import { useLive } from "./live";

export function goLive(): void {
  const live = useLive();
  const conversations = useConversations();
  const threads = useThreads();
  const typing = useTyping();
  const viewers = useViewers();
  const drafts = useDrafts();
  const people = usePeople();
  const mentions = useMentions();
  const journeys = useJourneys();
  const offers = useOffers();
  const session = useSession();
  const queues = useLiveQueues();
  let stale = false;

  function dispatch(frame: StaffFrame): void {
    switch (frame.type) {
      case "ready":
        live.me = frame.me;
        live.holds(frame.presence, frame.reason);
        threads.resume();
        viewers.forget();
        void drafts.resume();
        queues.resume();
        stale = true;
        break;
      case "alive":
        live.holds(frame.presence, frame.reason);
        break;
      case "snapshot":
      case "conversation":
        conversations.upsert(frame.conversation);
        threads.receive(frame.conversation.id, frame);
        break;
      case "message":
        typing.arrived(frame);
        threads.receive(frame.conversation, frame);
        break;
      case "message_changed":
      case "receipt":
      case "ack":
        threads.receive(frame.conversation, frame);
        break;
      case "viewers":
        viewers.receive(frame);
        break;
      case "draft":
        drafts.receive(frame);
        break;
      case "typing":
        typing.receive(frame);
        break;
      case "journey":
        journeys.receive(frame);
        break;
      case "rows":
        for (const row of frame.rows) {
          announceRow(conversations.rows.get(row.id), row, live.me?.id ?? "", live.presence === "available");
          conversations.upsert(row);
        }
        break;
      case "counts":
        conversations.counts = frame;
        break;
      case "presence":
        people.replace(frame.people);
        refreshOnce();
        followOwn(frame.people);
        break;
      case "assigned":
        conversations.upsert(frame.conversation);
        announce(frame.conversation);
        break;
      case "given":
        conversations.upsert(frame.conversation);
        announceAnswer(frame);
        break;
      case "offers":
        offers.receive(frame);
        break;
      case "offer_accepted":
        break; // ours are accepted over REST
      case "mentioned":
        conversations.upsert(frame.conversation);
        announceMention(frame);
        break;
      case "mention_count":
        mentions.count(frame.unseen);
        break;
      case "queues":
        queues.receive(frame.live);
        break;
      case "error":
        if (frame.client_id === null && frame.conversation === null) toast(describeCode(frame.code), { tone: "bad" });
        else threads.fail(frame);
        break;
    }
  }

  /** The first presence tells that changed rows come from now on: what the REST list gives is not older than they. */
  function refreshOnce(): void {
    if (!stale) return;
    stale = false;
    void conversations.refresh(new Set(threads.watched));
  }

  /** Another tab of ours may have changed our presence. */
  function followOwn(news: Extract<StaffFrame, { type: "presence" }>["people"]): void {
    const own = news.find((person) => person.agent.id === live.me?.id);
    if (own) live.holds(own.presence, own.reason);
  }

  live.start(dispatch, () => (session.me = null));
}
