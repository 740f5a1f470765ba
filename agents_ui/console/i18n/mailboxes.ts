// Why a mailbox cannot be connected, and what to do.
import type { Message } from "@shared/i18n";

export const en = {
  "error.address_taken": "Another mailbox has this address already.",
  "error.mailbox_host_unknown": "There is no server of this name. Check the name.",
  "error.mailbox_refused": "Nothing answers on this port. Check the port and the server's firewall.",
  "error.mailbox_timeout": "The server does not answer in time. Check the name and the port.",
  "error.mailbox_certificate": "The server's certificate is not valid for this name, or has expired.",
  "error.mailbox_tls": "The server does not speak TLS on this port. Choose STARTTLS, or the port for TLS.",
  "error.mailbox_starttls": "The server offers no STARTTLS. Choose TLS with its own port.",
  "error.mailbox_no_imap": "What answers there is no IMAP server. Check the port.",
  "error.mailbox_sign_in": "The server refuses the user name or the password. Many providers want a password made for programs, or OAuth.",
  "error.mailbox_oauth": "The provider gives no access any more. Connect the mailbox anew.",
  "error.mailbox_oauth_sign_in": "The server refuses the token. Check the user name, and that IMAP is allowed for it.",
  "error.mailbox_oauth_server": "The provider's token server does not answer. Try again later.",
  "error.mailbox_smtp": "The server for outgoing mail cannot be used as given.",
  "error.mailbox_folder": "There is no such folder. Check its name.",
  "error.mailbox_secrets": "The stored password cannot be read any more. Enter it again.",
  "error.mailbox_dropped": "The server has ended the connection. Try again.",
  "error.mailbox_protocol": "The server has said something that is not understood.",
  "error.mailbox_unknown": "The server cannot be used.",
} satisfies Record<string, Message>;

export const vi: Record<keyof typeof en, Message> = {
  "error.address_taken": "Một hộp thư điện tử khác đã dùng địa chỉ này.",
  "error.mailbox_host_unknown": "Không có máy chủ nào tên như vậy. Hãy kiểm tra lại tên.",
  "error.mailbox_refused": "Không có gì trả lời ở cổng này. Hãy kiểm tra cổng và tường lửa của máy chủ.",
  "error.mailbox_timeout": "Máy chủ không trả lời kịp. Hãy kiểm tra tên và cổng.",
  "error.mailbox_certificate": "Chứng chỉ của máy chủ không hợp lệ với tên này, hoặc đã hết hạn.",
  "error.mailbox_tls": "Máy chủ không dùng TLS ở cổng này. Hãy chọn STARTTLS, hoặc cổng dành cho TLS.",
  "error.mailbox_starttls": "Máy chủ không có STARTTLS. Hãy chọn TLS với cổng riêng của nó.",
  "error.mailbox_no_imap": "Ở đó không phải là máy chủ IMAP. Hãy kiểm tra cổng.",
  "error.mailbox_sign_in": "Máy chủ từ chối tên người dùng hoặc mật khẩu. Nhiều nhà cung cấp cần mật khẩu dành cho ứng dụng, hoặc OAuth.",
  "error.mailbox_oauth": "Nhà cung cấp không còn cho phép truy cập. Hãy kết nối lại hộp thư điện tử.",
  "error.mailbox_oauth_sign_in": "Máy chủ từ chối mã truy cập. Hãy kiểm tra tên người dùng và việc cho phép IMAP.",
  "error.mailbox_oauth_server": "Máy chủ cấp mã của nhà cung cấp không trả lời. Hãy thử lại sau.",
  "error.mailbox_smtp": "Không dùng được máy chủ gửi thư như đã khai báo.",
  "error.mailbox_folder": "Không có thư mục này. Hãy kiểm tra tên.",
  "error.mailbox_secrets": "Không đọc được mật khẩu đã lưu nữa. Hãy nhập lại.",
  "error.mailbox_dropped": "Máy chủ đã ngắt kết nối. Hãy thử lại.",
  "error.mailbox_protocol": "Máy chủ trả lời điều không hiểu được.",
  "error.mailbox_unknown": "Không dùng được máy chủ này.",
};
