// What a mailbox answers by itself where an administrator has put nothing in other words: as the server says it.
import type { Locale } from "@shared/i18n";

/** Stands for the promised time. */
export const TIME = "{by}";
export const OWN_WORDS: Record<Locale, string> = {
  en:
    "Hello,\n\nthank you for your message. We have received it and will answer by {by}.\n\n" +
    "This answer was sent automatically. You need not reply to it; what you write is added to your message.",
  vi:
    "Xin chào,\n\ncảm ơn bạn đã gửi thư. Chúng tôi đã nhận được và sẽ trả lời trước {by}.\n\n" +
    "Đây là thư trả lời tự động. Bạn không cần trả lời; nếu bạn viết thêm, nội dung sẽ được ghép vào thư của bạn.",
};

/** Whether the words tell by when there is an answer. */
export const says = (words: string): boolean => words.includes(TIME);
