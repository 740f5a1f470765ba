// What is said around articles.
import { catalogue } from "@shared/i18n/index";

export const en = {
  "article.back": "Back",
  "article.open": "Open on the page",
  "article.newTab": "(opens a new tab)",
  "article.failed": "The article could not be loaded.",
  "article.gone": "This article is not there any more.",
  "article.retry": "Try again",
  "article.fallback": "This article is not available in English yet.",
  "article.loading": "Loading the article…",
  "vote.ask": "Did this help?",
  "vote.yes": "Yes",
  "vote.no": "No",
  "vote.thanks": "Thank you!",
  "vote.better": "What is missing, or wrong?",
  "vote.send": "Send",
  "vote.failed": "This could not be kept. Please try again.",
  "help.still": "Still need help?",
  "help.write": "Write to us",
};

export const vi: typeof en = {
  "article.back": "Quay lại",
  "article.open": "Mở trên trang",
  "article.newTab": "(mở trong thẻ mới)",
  "article.failed": "Không tải được bài viết.",
  "article.gone": "Bài viết này không còn nữa.",
  "article.retry": "Thử lại",
  "article.fallback": "Bài viết này chưa có bản tiếng Việt.",
  "article.loading": "Đang tải bài viết…",
  "vote.ask": "Bài viết có giúp được bạn không?",
  "vote.yes": "Có",
  "vote.no": "Không",
  "vote.thanks": "Cảm ơn bạn!",
  "vote.better": "Bài viết còn thiếu hay sai điều gì?",
  "vote.send": "Gửi",
  "vote.failed": "Chưa lưu được. Vui lòng thử lại.",
  "help.still": "Bạn vẫn cần hỗ trợ?",
  "help.write": "Nhắn cho chúng tôi",
};

export const th = catalogue({ en, vi });
