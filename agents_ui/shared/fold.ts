/** Compares without regard to case and accents, so that "nguyen" finds "Nguyễn" and "da" finds "Đà". */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
}
