// The transcript as a file: made by the server, which has the whole conversation, and handed over by the browser.
import { locale } from "@shared/i18n/index";

import { zoneHere, type Session } from "./session";

/** Tells whether it came. */
export async function downloadTranscript({ boot, chat, token }: Session): Promise<boolean> {
  const query = new URLSearchParams({ conversation: chat.value.conversation!.id, zone: zoneHere(), locale: locale.value });
  try {
    const headers = { "X-Embed-Token": boot.embed_token, "X-Visitor-Token": token() };
    const answer = await fetch(`/widget/transcript?${query.toString()}`, { headers });
    if (!answer.ok) return false;
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "conversation.txt";
    save(await answer.blob(), name);
    return true;
  } catch {
    return false;
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
