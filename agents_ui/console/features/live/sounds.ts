// Short soft tones, another for each kind of news; nothing is loaded for them.
import type { Preferences } from "@shared/wire";

export type NewsKind = keyof Preferences["alerts"];

const PITCHES: Record<NewsKind, readonly number[]> = {
  message: [660],
  offered: [784, 988, 784],
  assigned: [660, 880],
  mentioned: [880, 1175],
  waiting: [523, 523],
};
const LOUDEST = 0.2;
const LASTS = 1500;

/** volume: 0 to 100. */
export function chime(kind: NewsKind, volume: number): void {
  if (volume === 0) return;
  const context = new AudioContext();
  PITCHES[kind].forEach((pitch, index) => {
    const start = context.currentTime + index * 0.14;
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime((LOUDEST * volume) / 100, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
  setTimeout(() => void context.close(), LASTS);
}
