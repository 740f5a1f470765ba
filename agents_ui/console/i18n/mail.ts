// Mail that goes out: lines about it, and what is said where it cannot go.
import type { Message } from "@shared/i18n";

export const en = {
  "notice.MailBounced": "A mail did not arrive",
  "notice.MailDelayed": "A mail is delayed; its server goes on trying",
  "identity.bounced": "Mail to it came back {when}.",
  "error.already_left": "This mail is on its way already, or was taken back.",
  "error.no_mailbox": "This inbox has no mailbox that mail could be sent from.",
  "error.mail_too_large": "The files are too much for one mail. Take some out, or send them apart.",
  "error.no_recipient": "Name somebody to whom the mail goes.",
  "error.not_an_address": "One of these is not an e-mail address.",
  "error.nothing_failed": "This mail has not failed for anybody.",
  "error.too_many_recipients": "A mail goes to at most 50 people.",
} satisfies Record<string, Message>;

export const vi: Record<keyof typeof en, Message> = {
  "notice.MailBounced": "Một thư đã không đến nơi",
  "notice.MailDelayed": "Một thư đến chậm; máy chủ thư vẫn đang thử gửi",
  "identity.bounced": "Thư gửi đến địa chỉ này bị trả lại {when}.",
  "error.already_left": "Thư này đang được gửi đi, hoặc đã được thu hồi.",
  "error.no_mailbox": "Hộp thư này không có tài khoản e-mail để gửi.",
  "error.mail_too_large": "Các tệp quá lớn cho một thư. Hãy bỏ bớt, hoặc gửi riêng.",
  "error.no_recipient": "Hãy ghi người nhận thư.",
  "error.not_an_address": "Có một địa chỉ không phải là địa chỉ e-mail.",
  "error.nothing_failed": "Thư này không bị lỗi với ai cả.",
  "error.too_many_recipients": "Một thư gửi đến nhiều nhất 50 người.",
};
