/** A soft sound of two notes, and who of several tabs makes it. */
const NOTES = [587.33, 783.99]; // D5, G5, in hertz
const NOTE_LENGTH = 0.35; // seconds
const LOUDNESS = 0.08;

/** How long the sound lasts, in seconds. */
export const CHIME_LENGTH = 2 * NOTE_LENGTH;

export function chime(audio: AudioContext): void {
  NOTES.forEach((frequency, index) => {
    const start = audio.currentTime + index * NOTE_LENGTH * 0.5;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_LENGTH);
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_LENGTH);
  });
}

/** Milliseconds after which every tab has received the same news. */
const HEARD_EVERYWHERE = 15_000;

/**
 * Whether this tab is the first of the browser that asks: it gets the lock, and keeps it until all
 * others have failed to get it. Locks need a secure page; without them each tab alerts.
 */
export function claimAlert(key: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`firuze.alert.${key}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise((release) => setTimeout(release, HEARD_EVERYWHERE));
    });
  });
}
