// The beginning of a mail's bytes as text: a mail may be as large as a film, and nobody reads that here.
const MOST = 200_000;

/** Throws where it cannot be had. */
export async function beginOf(address: string, signal: AbortSignal): Promise<{ text: string; cut: boolean }> {
  const response = await fetch(address, { signal, credentials: "same-origin" });
  if (!response.ok || !response.body) throw new Error(`${response.status}`);
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  let done = false;
  while (!done && size <= MOST) {
    const read = await reader.read();
    done = read.done;
    if (read.value) parts.push(read.value);
    size += read.value?.length ?? 0;
  }
  void reader.cancel();
  const bytes = new Uint8Array(size);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return { text: new TextDecoder().decode(bytes.subarray(0, MOST)), cut: !done || size > MOST };
}
