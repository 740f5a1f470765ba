// Files from the clipboard.
/** The files of a paste; nothing where it is text with a picture of itself, as office programs make it. */
export function pastedFiles(event: ClipboardEvent): File[] {
  const data = event.clipboardData;
  if (!data || data.types.includes("text/plain")) return [];
  return [...data.files];
}
