/** Says what happened, by sound and by words; screen readers hear the words too. */
import { BehaviorSubject } from 'rxjs';

export interface Said {
  readonly text: string;
  readonly tone: 'good' | 'bad';
  /** Makes the same words said twice two sayings. */
  readonly count: number;
}

export class Feedback {
  readonly said$ = new BehaviorSubject<Said>({ text: '', tone: 'good', count: 0 });
  #audio: AudioContext | undefined;

  good(text: string): void {
    this.#say(text, 'good');
  }

  bad(text: string): void {
    this.#say(text, 'bad');
  }

  #say(text: string, tone: 'good' | 'bad'): void {
    this.said$.next({ text, tone, count: this.said$.value.count + 1 });
    // The line is on the screen first: making a sound takes milliseconds, and nobody hears when it began.
    setTimeout(() => this.#beep(tone), 0);
  }

  /** One short high tone, or two low ones. */
  #beep(tone: 'good' | 'bad'): void {
    try {
      this.#audio ??= new AudioContext();
      const start = this.#audio.currentTime;
      const notes =
        tone === 'good'
          ? [[1250, 0, 0.07]]
          : [
              [220, 0, 0.14],
              [220, 0.2, 0.14],
            ];
      for (const [frequency = 0, after = 0, length = 0] of notes) {
        const oscillator = this.#audio.createOscillator();
        const gain = this.#audio.createGain();
        oscillator.frequency.value = frequency;
        gain.gain.value = 0.08;
        oscillator.connect(gain).connect(this.#audio.destination);
        oscillator.start(start + after);
        oscillator.stop(start + after + length);
      }
    } catch {
      // No sound on this device: the words are there.
    }
  }
}
