// The preview of a message that is files alone begins with this sign, and their names follow.
const FILES_ALONE = /^📎\s*(.*)$/u;

/** The names of a message that is files alone, null of one that has words. */
export const namesIn = (preview: string): string | null => FILES_ALONE.exec(preview)?.[1] ?? null;
