// What the widget says, in both languages.
import { catalogue } from "@shared/i18n/index";

const en = {
  "panel.close": "Close chat",
  "panel.menu": "More options",
  "panel.online": "We are here to help",
  "panel.offline": "Away now. We will answer here.",
  "panel.connecting": "Connecting…",
  "panel.home": "All conversations",
  "panel.homeUnread": { one: "All conversations, {count} with something new", other: "All conversations, {count} with something new" },
  "hours.opens": "Closed. We open again {when}.",
  "hours.closed": "We are closed.",
  "hours.answer": "{closed} Your message is kept, and we answer here.",
  "transcript.failed": "The transcript could not be loaded. Please try again.",
  "composer.emoji": "Emoji",
  "composer.preview": "{brand} sees what you write before you send it.",
  "home.hint": "Write to us. The answer comes right here.",
  "composer.label": "Your message",
  "composer.placeholder": "Write a message…",
  "composer.send": "Send",
  "composer.attach": "Attach files",
  "composer.attachFailed": "Files cannot be attached just now. Check your connection.",
  "composer.left": { one: "{count} character left", other: "{count} characters left" },
  "composer.over": {
    one: "{count} character too many: a message has at most {most}.",
    other: "{count} characters too many: a message has at most {most}.",
  },
  "ended.title": "This chat has ended",
};

const vi: Record<keyof typeof en, string | { other: string }> = {
  "panel.close": "Đóng trò chuyện",
  "panel.menu": "Tùy chọn khác",
  "panel.online": "Chúng tôi sẵn sàng hỗ trợ bạn",
  "panel.offline": "Hiện vắng mặt. Sẽ trả lời bạn tại đây.",
  "panel.connecting": "Đang kết nối…",
  "panel.home": "Tất cả cuộc trò chuyện",
  "panel.homeUnread": { other: "Tất cả cuộc trò chuyện, {count} cuộc có tin mới" },
  "hours.opens": "Hiện ngoài giờ làm việc. Chúng tôi mở lại {when}.",
  "hours.closed": "Ngoài giờ làm việc.",
  "hours.answer": "{closed} Tin nhắn của bạn đã được lưu và chúng tôi sẽ trả lời tại đây.",
  "transcript.failed": "Không tải được nội dung trò chuyện. Vui lòng thử lại.",
  "composer.emoji": "Biểu tượng cảm xúc",
  "composer.preview": "{brand} thấy nội dung bạn đang nhập trước khi bạn gửi.",
  "home.hint": "Hãy nhắn cho chúng tôi. Câu trả lời sẽ hiện ngay tại đây.",
  "composer.label": "Tin nhắn của bạn",
  "composer.placeholder": "Nhập tin nhắn…",
  "composer.send": "Gửi",
  "composer.attach": "Đính kèm tệp",
  "composer.attachFailed": "Hiện không đính kèm được tệp. Vui lòng kiểm tra kết nối.",
  "composer.left": { other: "Còn {count} ký tự" },
  "composer.over": { other: "Thừa {count} ký tự: mỗi tin nhắn có tối đa {most} ký tự." },
  "ended.title": "Cuộc trò chuyện đã kết thúc",
};

export const LANGUAGE_NAMES = { en: "English", vi: "Tiếng Việt" } as const;

export const texts = { en, vi };
export const t = catalogue(texts);
