// A short tone at a new message, made by the browser: no file is fetched.
let audio: AudioContext | undefined;

const NOTES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.12 },
];
const LENGTH = 0.28;
const LOUDNESS = 0.08;

/** Browsers let a page sound only after somebody has touched it: this is called at such a moment. */
export function prepareSound(): void {
  audio ??= "AudioContext" in window ? new AudioContext() : undefined;
  void audio?.resume();
}

/** Does nothing where the browser does not allow it. */
export function playSound(): void {
  if (audio?.state !== "running") return;
  for (const { hertz, at } of NOTES) {
    const start = audio.currentTime + at;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + LENGTH);
  }
}
