"""Why a mailbox does not work, in words that say what to do."""

import socket
import ssl
from imaplib import IMAP4

import msgspec
from imapclient import exceptions as imap

LONGEST = 300
"""Characters of a server's words."""
_ENDED = "socket error: EOF"
"""What the library says where a server has said nothing any more."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """code: for programs and translations. detail: what to do, in English. words: the server's own."""

    code: str
    detail: str
    words: str = ""


class MailboxFailed(Exception):
    """A server of a mailbox cannot be used."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.words}")
        self.failure = failure


DETAILS = {
    "host_unknown": "There is no server of this name. Check the name, and that this machine can look names up.",
    "refused": "Nothing answers on this port. Check the port and the server's firewall.",
    "timeout": "The server does not answer in time. Check the name and the port, and that no firewall is between.",
    "certificate": "The server's certificate is not valid for this name, or has expired. Give the name that stands in "
    "it, or have it renewed.",
    "tls": "The server does not speak TLS on this port. Choose STARTTLS, or the port for TLS (993 as a rule).",
    "starttls": "The server offers no STARTTLS. Choose TLS with its own port (993 as a rule).",
    "no_imap": "What answers there is no IMAP server. Check the port.",
    "sign_in": "The server refuses the user name or the password. Many providers want a password made for programs, or "
    "OAuth, and have IMAP switched on in their settings.",
    "oauth": "The provider gives no access any more. Sign in again at the mailbox.",
    "oauth_anew": "No access is stored for this mailbox any more, as the provider's token server has another address "
    "now. Sign in again at the mailbox.",
    "oauth_client": "The provider knows no such application, or its secret is wrong or has run out. Enter the client "
    "ID and the secret under Mailboxes, Sign-in at providers.",
    "oauth_denied": "Access was not granted at the provider. Sign in again, and allow it to read and send mail.",
    "oauth_wrong_account": "This is another account than the mailbox's. Sign in with the mailbox's own.",
    "oauth_no_refresh": "The provider gives access for this hour alone. Take the application's access away in the "
    "settings of the account, and sign in again.",
    "oauth_no_account": "The provider does not say whose account it is. Let the application see the address.",
    "oauth_expired": "This sign-in has expired, was used already, or was begun in another browser. Begin again.",
    "oauth_refused": "The provider refuses to sign in. Its words say more.",
    "oauth_sign_in": "The server refuses the token. Check the user name, the scope, and that IMAP is allowed for it.",
    "oauth_server": "The provider's token server does not answer. It is tried again.",
    "smtp": "The server for outgoing mail cannot be used as given. Its words say more.",
    "smtp_starttls": "The server for outgoing mail offers no STARTTLS on this port. Choose TLS with its own port "
    "(465 as a rule), or none in one's own network.",
    "smtp_auth": "The server for outgoing mail offers no way to sign in on this port. Check the port (587 or 465 as "
    "a rule); where it takes mail without signing in, leave its user name empty.",
    "smtp_auth_plain": "The server for outgoing mail offers no way to sign in without encryption. Choose STARTTLS "
    "or TLS; where it takes mail without signing in, leave its user name empty.",
    "smtp_oauth": "The server for outgoing mail takes no tokens (XOAUTH2) here. Check the port and the encryption, "
    "or sign in with a password.",
    "folder": "There is no such folder. Check its name.",
    "sent_folder": "There is no such folder for sent mail, and none can be made. Check its name in the settings of the "
    "mailbox, or switch the copies off.",
    "secrets": "The stored password cannot be read, for the installation has another secret key. Enter it again.",
    "dropped": "The server has ended the connection. It is tried again.",
    "protocol": "The server has said something that is not understood. It is tried again.",
    "unknown": "The server cannot be used. Its words say more.",
}

DETAILS_VI = {
    "host_unknown": "Không có máy chủ nào tên như vậy. Hãy kiểm tra lại tên, và việc tra cứu tên của máy này.",
    "refused": "Không có gì trả lời ở cổng này. Hãy kiểm tra cổng và tường lửa của máy chủ.",
    "timeout": "Máy chủ không trả lời kịp. Hãy kiểm tra tên, cổng và tường lửa ở giữa.",
    "certificate": "Chứng chỉ của máy chủ không hợp lệ với tên này, hoặc đã hết hạn. Hãy dùng tên ghi trong chứng chỉ, "
    "hoặc gia hạn chứng chỉ.",
    "tls": "Máy chủ không dùng TLS ở cổng này. Hãy chọn STARTTLS, hoặc cổng dành cho TLS (thường là 993).",
    "starttls": "Máy chủ không có STARTTLS. Hãy chọn TLS với cổng riêng của nó (thường là 993).",
    "no_imap": "Ở đó không phải là máy chủ IMAP. Hãy kiểm tra cổng.",
    "sign_in": "Máy chủ từ chối tên đăng nhập hoặc mật khẩu. Nhiều nhà cung cấp cần mật khẩu dành cho ứng dụng, hoặc "
    "OAuth, và cần bật IMAP trong phần cài đặt của họ.",
    "oauth": "Nhà cung cấp không còn cho phép truy cập. Hãy kết nối lại tài khoản e-mail.",
    "oauth_anew": "Không còn quyền truy cập nào được lưu cho tài khoản e-mail này, vì địa chỉ máy chủ token của nhà "
    "cung cấp đã đổi. Hãy đăng nhập lại ở tài khoản e-mail.",
    "oauth_client": "Nhà cung cấp không biết ứng dụng này, hoặc mã bí mật sai hay đã hết hạn. Hãy nhập mã ứng dụng và "
    "mã bí mật ở mục “Đăng nhập qua nhà cung cấp”.",
    "oauth_denied": "Quyền truy cập chưa được cấp ở nhà cung cấp. Hãy đăng nhập lại và cho phép hệ thống đọc và gửi "
    "thư.",
    "oauth_wrong_account": "Đây không phải tài khoản của địa chỉ e-mail này. Hãy đăng nhập bằng đúng tài khoản.",
    "oauth_no_refresh": "Nhà cung cấp chỉ cho truy cập trong một giờ. Hãy gỡ quyền truy cập trong phần cài đặt tài "
    "khoản ở đó, rồi đăng nhập lại.",
    "oauth_no_account": "Nhà cung cấp không cho biết đây là tài khoản của ai. Hãy cho phép hiển thị địa chỉ.",
    "oauth_expired": "Lượt đăng nhập này đã hết hạn, đã được dùng, hoặc bắt đầu từ trình duyệt khác. Hãy bắt đầu lại.",
    "oauth_refused": "Nhà cung cấp từ chối đăng nhập. Câu trả lời của nhà cung cấp cho biết thêm.",
    "oauth_sign_in": "Máy chủ từ chối mã truy cập. Hãy kiểm tra tên đăng nhập, phạm vi và việc cho phép IMAP.",
    "oauth_server": "Máy chủ cấp mã của nhà cung cấp không trả lời. Hệ thống sẽ thử lại.",
    "smtp": "Không dùng được máy chủ gửi thư như đã khai báo. Câu trả lời của máy chủ cho biết thêm.",
    "smtp_starttls": "Máy chủ gửi thư không có STARTTLS ở cổng này. Hãy chọn TLS với cổng riêng của nó (thường là "
    "465), hoặc không mã hóa nếu ở mạng nội bộ.",
    "smtp_auth": "Máy chủ gửi thư không có cách đăng nhập ở cổng này. Hãy kiểm tra cổng (thường là 587 hoặc 465); "
    "nếu máy chủ nhận thư mà không cần đăng nhập, hãy để trống tên đăng nhập của nó.",
    "smtp_auth_plain": "Máy chủ gửi thư không cho đăng nhập khi không mã hóa. Hãy chọn STARTTLS hoặc TLS; nếu máy "
    "chủ nhận thư mà không cần đăng nhập, hãy để trống tên đăng nhập của nó.",
    "smtp_oauth": "Máy chủ gửi thư ở đây không nhận mã truy cập (XOAUTH2). Hãy kiểm tra cổng và cách mã hóa, hoặc "
    "đăng nhập bằng mật khẩu.",
    "folder": "Không có thư mục này. Hãy kiểm tra tên.",
    "sent_folder": "Không có thư mục này cho thư đã gửi và cũng không tạo được. Hãy kiểm tra tên trong phần cài đặt "
    "tài khoản e-mail, hoặc tắt việc lưu bản sao.",
    "secrets": "Không đọc được mật khẩu đã lưu, vì hệ thống đã dùng khóa bí mật khác. Hãy nhập lại mật khẩu.",
    "dropped": "Máy chủ đã ngắt kết nối. Hệ thống sẽ thử lại.",
    "protocol": "Máy chủ trả lời điều không hiểu được. Hệ thống sẽ thử lại.",
    "unknown": "Không dùng được máy chủ này. Câu trả lời của máy chủ cho biết thêm.",
}
AWAY = frozenset({"host_unknown", "refused", "timeout", "dropped"})
"""The codes of a server that cannot be reached, or not for long."""


def failure(code: str, words: str = "") -> Failure:
    return Failure(code=code, detail=DETAILS[code], words=" ".join(words.split())[:LONGEST])


def failure_of(error: BaseException) -> Failure:
    """What an exception of the connection or of the library means."""
    if isinstance(error, MailboxFailed):
        return error.failure
    return failure(_code(error), _words(error))


def _code(error: BaseException) -> str:
    if isinstance(error, socket.gaierror):
        return "host_unknown"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, ssl.SSLError):
        return "dropped" if "EOF" in str(error) else "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, imap.LoginError):
        return "sign_in"
    if isinstance(error, imap.ProtocolError):
        return "protocol"
    if isinstance(error, IMAP4.abort | OSError):
        return "dropped"
    return "unknown"


def _words(error: BaseException) -> str:
    """Of the server alone, without Python's way to write bytes."""
    if isinstance(error, ConnectionRefusedError | TimeoutError | socket.gaierror) or str(error) == _ENDED:
        return ""
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.strerror:
        return error.strerror
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return text.removeprefix("b'").removeprefix('b"').rstrip("'\"")
