// Mails that somebody has forwarded, and who is the customer of them.
import type { Message } from "@shared/i18n";

export const en = {
  "forwarded.from": "Forwarded; written by {name}",
  "forwarded.seems": "{sender} forwarded this mail. {writer} seems to have written it; nobody has checked that.",
  "forwarded.customer": "{sender} forwarded this mail. {writer} is the customer and gets the answers, with a copy to {sender}. Nobody has checked who wrote it.",
  "forwarded.make": "Make {name} the customer",
  "forwarded.back": "Make {name} the customer again",
  "forwarded.made": "{name} is the customer now, and gets the answers.",
  "forwarded.notQuoted": "The forwarded mail is not quoted to whoever wrote it.",
  "notice.ConversationCustomerChanged": "{by} made {customer} the customer",
  "notice.ConversationCustomerChanged.byItself": "{customer} is the customer: a colleague forwarded the mail",
  "error.not_forwarded": "It cannot be told who wrote this mail.",
  "error.not_the_senders": "This conversation is of another customer by now.",
} satisfies Record<string, Message>;

export const vi: Record<keyof typeof en, Message> = {
  "forwarded.from": "Thư chuyển tiếp; do {name} viết",
  "forwarded.seems": "{sender} đã chuyển tiếp thư này. Có vẻ {writer} là người viết, nhưng chưa ai kiểm tra.",
  "forwarded.customer": "{sender} đã chuyển tiếp thư này. Khách hàng là {writer} và sẽ nhận thư trả lời, bản sao gửi cho {sender}. Chưa ai kiểm tra người viết là ai.",
  "forwarded.make": "Chọn {name} làm khách hàng",
  "forwarded.back": "Chọn lại {name} làm khách hàng",
  "forwarded.made": "Khách hàng nay là {name} và sẽ nhận thư trả lời.",
  "forwarded.notQuoted": "Thư chuyển tiếp không được trích dẫn cho chính người đã viết.",
  "notice.ConversationCustomerChanged": "{by} đã chọn {customer} làm khách hàng",
  "notice.ConversationCustomerChanged.byItself": "Khách hàng là {customer}: đồng nghiệp đã chuyển tiếp thư",
  "error.not_forwarded": "Không xác định được ai đã viết thư này.",
  "error.not_the_senders": "Hội thoại này nay thuộc về khách hàng khác.",
};
