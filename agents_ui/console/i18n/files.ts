// Files that go with messages.
import type { Message } from "@shared/i18n";

export const en = {
  "list.attachment": "Attachment",
  "list.attachmentOf": "Attachment: {names}",
  "error.too_many_files": "These are too many files for one message.",
  "error.file_unknown": "A file is not there any more. Remove it, and attach it again.",
  "error.file_sent": "A file of this message was sent before. Remove it, and attach it again.",
} satisfies Record<string, Message>;

export const vi: Record<keyof typeof en, Message> = {
  "list.attachment": "Tệp đính kèm",
  "list.attachmentOf": "Tệp đính kèm: {names}",
  "error.too_many_files": "Tin nhắn này có quá nhiều tệp.",
  "error.file_unknown": "Một tệp không còn nữa. Hãy bỏ tệp đó rồi đính kèm lại.",
  "error.file_sent": "Một tệp của tin nhắn này đã được gửi trước đó. Hãy bỏ tệp đó rồi đính kèm lại.",
};
