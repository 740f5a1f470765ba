// What is said around the bot's own words.
import { catalogue } from "@shared/i18n/index";

export const en = {
  "bot.name": "Assistant",
  "bot.mark": "Automated answer",
  "bot.automatic": "Answers automatically",
  "bot.typing": "{name} is writing…",
  "bot.person": "Talk to a person",
  "bot.asking": "One moment…",
  "bot.choices": "Choose an answer",
  "bot.offered": "{text} To choose from: {choices}.",
  "bot.handed": "A person takes over from here",
  "article.read": "Read the article",
  "article.open": "Open on the page",
  "article.newTab": "(opens a new tab)",
  "step.of": "Step {step} of {steps}",
  "step.send": "Continue",
  "menu.face": "Picture of the assistant",
};

export const vi: typeof en = {
  "bot.name": "Trợ lý",
  "bot.mark": "Trả lời tự động",
  "bot.automatic": "Trả lời tự động",
  "bot.typing": "{name} đang viết…",
  "bot.person": "Gặp nhân viên",
  "bot.asking": "Xin chờ…",
  "bot.choices": "Chọn câu trả lời",
  "bot.offered": "{text} Các lựa chọn: {choices}.",
  "bot.handed": "Từ đây, nhân viên sẽ hỗ trợ bạn",
  "article.read": "Đọc bài viết",
  "article.open": "Mở trên trang",
  "article.newTab": "(mở trong thẻ mới)",
  "step.of": "Bước {step}/{steps}",
  "step.send": "Tiếp tục",
  "menu.face": "Hình trợ lý",
};

export const tb = catalogue({ en, vi });
