// What is said about files, in both languages, on both sides of a chat.
import { catalogue, locale, type Message } from "../i18n/index";

export const en = {
  "files.attach": "Attach files",
  "files.drop": "Drop files to attach them",
  "files.pending": "Files to send",
  "files.remove": "Remove {name}",
  "files.retry": "Try {name} again",
  "files.progress": "Uploading {name}",
  "files.waiting": "Waiting",
  "files.open": "Open {name}",
  "files.download": "Download {name}",
  "files.broken": "No preview",
  "files.gone": "Deleted after its time",
  "files.wait": "Files are still being uploaded.",
  "files.unsent": {
    one: "Remove the file that could not be uploaded, or try it again.",
    other: "Remove the files that could not be uploaded, or try them again.",
  },
  "files.refused": {
    one: "Remove the file that cannot be sent.",
    other: "Remove the files that cannot be sent.",
  },
  "files.removeFailed": { one: "Remove it", other: "Remove {count} files" },
  "files.limits": "At most {count} files of {size} each.",
  "files.tooMany": "A message takes at most {count} files. The rest was left out.",
  "files.error.file_too_large": "Too large: at most {size}",
  "files.error.file_empty": "The file is empty",
  "files.error.file_type_refused": "Programs and scripts cannot be sent",
  "files.error.files_refused": "Files are not taken here",
  "files.error.blocked": "Files are not taken here",
  "files.error.too_many_requests": "Too many files in a short time. Wait a while.",
  "files.error.upload_too_slow": "The connection was too slow",
  "files.error.storage_full": "There is no room for it just now",
  "files.error.unreachable": "The connection broke off",
  "files.error.embed_expired": "Reload the page, then try again",
  "files.error.other": "It could not be uploaded",
  "lightbox.label": "Picture: {name}",
  "lightbox.close": "Close",
  "lightbox.zoomIn": "Zoom in",
  "lightbox.zoomOut": "Zoom out",
  "lightbox.previous": "Previous picture",
  "lightbox.next": "Next picture",
  "lightbox.download": "Download",
  "lightbox.tab": "Open in a new tab",
  "lightbox.place": "{number} of {count}",
};

export const vi: Record<keyof typeof en, Message> = {
  "files.attach": "Đính kèm tệp",
  "files.drop": "Thả tệp vào đây để đính kèm",
  "files.pending": "Tệp sẽ gửi",
  "files.remove": "Bỏ {name}",
  "files.retry": "Thử lại {name}",
  "files.progress": "Đang tải lên {name}",
  "files.waiting": "Đang chờ",
  "files.open": "Xem {name}",
  "files.download": "Tải về {name}",
  "files.broken": "Không xem trước được",
  "files.gone": "Đã xóa vì hết thời hạn lưu giữ",
  "files.wait": "Tệp vẫn đang được tải lên.",
  "files.unsent": "Hãy bỏ các tệp không tải lên được hoặc thử lại.",
  "files.refused": "Hãy bỏ tệp không gửi được.",
  "files.removeFailed": { other: "Bỏ {count} tệp" },
  "files.limits": "Tối đa {count} tệp, mỗi tệp {size}.",
  "files.tooMany": "Mỗi tin nhắn có tối đa {count} tệp. Các tệp còn lại đã được bỏ qua.",
  "files.error.file_too_large": "Quá lớn: tối đa {size}",
  "files.error.file_empty": "Tệp trống",
  "files.error.file_type_refused": "Không gửi được chương trình và tập lệnh",
  "files.error.files_refused": "Nơi này không nhận tệp",
  "files.error.blocked": "Nơi này không nhận tệp",
  "files.error.too_many_requests": "Gửi quá nhiều tệp trong thời gian ngắn. Vui lòng chờ một lúc.",
  "files.error.upload_too_slow": "Kết nối quá chậm",
  "files.error.storage_full": "Hiện không còn chỗ để lưu tệp",
  "files.error.unreachable": "Mất kết nối giữa chừng",
  "files.error.embed_expired": "Hãy tải lại trang rồi thử lại",
  "files.error.other": "Không tải lên được",
  "lightbox.label": "Hình ảnh: {name}",
  "lightbox.close": "Đóng",
  "lightbox.zoomIn": "Phóng to",
  "lightbox.zoomOut": "Thu nhỏ",
  "lightbox.previous": "Ảnh trước",
  "lightbox.next": "Ảnh sau",
  "lightbox.download": "Tải về",
  "lightbox.tab": "Mở trong thẻ mới",
  "lightbox.place": "{number} / {count}",
};

export const tf = catalogue({ en, vi });

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A number of bytes for people, such as 1.4 MB; counted by 1024, as the limits are. */
export function fileSize(bytes: number): string {
  const step = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.max(1, Math.floor(Math.log(bytes) / Math.log(1_024))));
  const value = bytes / 1_024 ** step;
  const options = { style: "unit", unit: UNITS[step], unitDisplay: step === 0 ? "long" : "short", maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 } as const;
  return new Intl.NumberFormat(locale.value, options).format(value);
}

/** Why an upload failed, as a sentence. */
export function whyNot(code: string, maxBytes: number): string {
  const key = `files.error.${code}`;
  return tf((key in en ? key : "files.error.other") as keyof typeof en, { size: fileSize(maxBytes) });
}
