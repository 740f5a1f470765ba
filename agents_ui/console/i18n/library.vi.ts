// Categories, synonyms, images, files and settings of the knowledge base, in Vietnamese.
import type { Message } from "@shared/i18n";

import type { en } from "./library.en";

export const vi: Record<keyof typeof en, Message> = {
  "categories.title": "Danh mục",
  "images.title": "Hình ảnh",
  "synonyms.title": "Từ đồng nghĩa",
  "transferring.title": "Nhập và xuất",
  "knowledgeSettings.title": "Cài đặt",
  "images.choose": "Chèn hình ảnh",
  "images.insert": "Chèn",
  "images.upload": "Tải hình lên",
  "images.empty": "Chưa có hình ảnh",
  "images.emptyText": "Hãy tải lên: mọi bài viết đều dùng được.",
  "images.alt": "Hình cho thấy gì ({language})",
  "images.altHint": "Cho người không nhìn thấy hình, và cho máy tìm kiếm.",
  "images.altMissing": "Chưa mô tả: {languages}",
  "images.pixels": "{width} × {height}",
};
