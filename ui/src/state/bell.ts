/** The sound of the bell: made when it is rung, so that there is no file for it. */

const PITCH_HZ = 660;
const LENGTH_S = 0.14;
/** Of the loudest: it is to be heard beside music, not over it. */
const LOUDNESS = 0.18;

/** Milliseconds until the next: a program that rings for every line is one noise. */
const LEAST_MS = 250;

/** Milliseconds to wait for the sound to be let through: a page may have to be clicked first. */
const PATIENCE_MS = 2000;

let context: AudioContext | undefined;
let last = -Infinity;
/** Whether the last one was, as far as is known. */
let heard = true;

/** Sounds; false where this machine plays nothing for the window. */
export async function soundBell(): Promise<boolean> {
  if (performance.now() - last < LEAST_MS) return heard;
  last = performance.now();
  heard = await attempt();
  return heard;
}

async function attempt(): Promise<boolean> {
  try {
    // One for the window, and none before the first bell: it keeps a thread.
    context ??= new AudioContext();
    if (!(await isRunning(context))) return false;
    play(context);
    return true;
  } catch {
    return false;
  }
}

async function isRunning(audio: AudioContext): Promise<boolean> {
  if (audio.state !== "running")
    await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  return audio.state === "running";
}

function play(audio: AudioContext): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  const [start, end] = [audio.currentTime, audio.currentTime + LENGTH_S];
  tone.type = "triangle";
  tone.frequency.value = PITCH_HZ;
  volume.gain.setValueAtTime(LOUDNESS, start);
  // It fades as a bell does; one that is cut off clicks.
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(end);
}
