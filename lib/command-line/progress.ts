import { formatNumber, NO_BREAK_SPACE } from '../language/numbers';

const WIDTH = 30;
const EVERY = 100;

/** A progress bar on a terminal; nothing where the output is no terminal. */
export class Progress {
  private last = 0;
  private readonly start = performance.now();

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** @param all undefined: not known */
  show(done: number, all: number | undefined, what: string): void {
    if (!this.stream.isTTY || performance.now() - this.last < EVERY) return;
    this.last = performance.now();
    const share = all ? Math.min(1, done / all) : 0;
    const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
    this.stream.write(`\r\x1b[K${all ? `${bar} ${Math.floor(share * 100)} %  ` : ''}${what}`);
  }

  /** Takes the bar away. @returns seconds since it began */
  end(): number {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
    return (performance.now() - this.start) / 1000;
  }
}

/** `1 234 567`, with spaces that a terminal and its tools know. */
export function count(number: number): string {
  return formatNumber(number, 'en', 0).replaceAll(NO_BREAK_SPACE, ' ');
}
