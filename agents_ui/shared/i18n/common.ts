// The texts of the shared components.
import { catalogue } from "./index";

export const en = {
  "common.close": "Close",
  "common.cancel": "Cancel",
  "common.retry": "Try again",
  "common.loading": "Loading…",
  "common.error": "This could not be loaded.",
  "common.dismiss": "Dismiss",
  "common.actions": "Actions",
  "common.nothingFound": "Nothing found.",
  "common.showAll": "Show all",
  "common.remove": "Remove {name}",
  "connection.connecting": "Connecting…",
  "connection.offline": "You are offline. What you write is kept and sent when the connection is back.",
  "connection.retryIn": { one: "Next try in {count} second.", other: "Next try in {count} seconds." },
  "connection.retryNow": "Try now",
};

export const vi: Record<keyof typeof en, string | { one?: string; other: string }> = {
  "common.close": "Đóng",
  "common.cancel": "Hủy",
  "common.retry": "Thử lại",
  "common.loading": "Đang tải…",
  "common.error": "Không tải được phần này.",
  "common.dismiss": "Bỏ qua",
  "common.actions": "Thao tác",
  "common.nothingFound": "Không tìm thấy.",
  "common.showAll": "Hiện tất cả",
  "common.remove": "Bỏ {name}",
  "connection.connecting": "Đang kết nối…",
  "connection.offline": "Mất kết nối. Nội dung bạn viết được giữ lại và sẽ gửi khi có mạng trở lại.",
  "connection.retryIn": { other: "Thử lại sau {count} giây." },
  "connection.retryNow": "Thử ngay",
};

export const tc = catalogue({ en, vi });
