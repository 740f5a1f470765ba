// The icons of articles: where they are kept, and the tools with which they are written.
export const writingPaths = {
  book: "M8 4.2C6.6 3.2 4.6 2.8 2.5 3v9.5c2.1-.2 4.1.2 5.5 1.2 1.4-1 3.4-1.4 5.5-1.2V3c-2.1-.2-4.1.2-5.5 1.2zM8 4.2v9.5",
  bold: "M5 3h3.4a2.4 2.4 0 0 1 0 4.8H5zM5 7.8h4a2.6 2.6 0 0 1 0 5.2H5z",
  italic: "M7 3h4.5M4.5 13H9M9.3 3L6.7 13",
  heading: "M4 3v10M12 3v10M4 8h8",
  bullets: "M6 4h8M6 8h8M6 12h8M2.6 4h.01M2.6 8h.01M2.6 12h.01",
  numbers: "M6.5 4h7.5M6.5 8h7.5M6.5 12h7.5M2 3l1-.5v3M2 10.6c.3-.9 2-.8 1.8.3C3.7 11.6 2 12 2 13h2",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7L8 11.7",
  picture: "M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.5 6.2h.01",
  quote: "M3 3.5v9M6 4.5h7.5M6 8h7.5M6 11.5h4.5",
  code: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
  table: "M2 3h12v10H2zM2 6.5h12M6.5 6.5V13",
  archive: "M2 3h12v3H2zM3 6v7h10V6M6.5 8.8h3",
  columns: "M2 3h12v10H2zM8 3v10",
  upload: "M8 10.5V3M4.8 6L8 2.8 11.2 6M2.5 10.5v2.7h11v-2.7",
  download: "M8 2.8v7.5M4.8 7.2L8 10.5l3.2-3.3M2.5 10.5v2.7h11v-2.7",
} as const;
