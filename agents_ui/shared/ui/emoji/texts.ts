// What the emoji picker says; here, and not among the shared texts, so that it comes with its chunk.
import { catalogue } from "../../i18n/index";

export type GroupName = "faces" | "hands" | "hearts" | "things" | "signs";

export const en = {
  "emoji.label": "Emoji",
  "emoji.search": "Search emoji",
  "emoji.none": "No emoji has this name.",
  "emoji.found": { one: "{count} emoji found", other: "{count} emoji found" },
  "emoji.faces": "Faces",
  "emoji.hands": "Hands and people",
  "emoji.hearts": "Hearts and joy",
  "emoji.things": "Shopping and things",
  "emoji.signs": "Signs",
};

export const vi: Record<keyof typeof en, string | { other: string }> = {
  "emoji.label": "Biểu tượng cảm xúc",
  "emoji.search": "Tìm biểu tượng",
  "emoji.none": "Không có biểu tượng nào tên như vậy.",
  "emoji.found": { other: "Tìm thấy {count} biểu tượng" },
  "emoji.faces": "Khuôn mặt",
  "emoji.hands": "Bàn tay và con người",
  "emoji.hearts": "Trái tim và niềm vui",
  "emoji.things": "Mua sắm và đồ vật",
  "emoji.signs": "Ký hiệu",
};

export const te = catalogue({ en, vi });
