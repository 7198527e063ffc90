import { House, type HouseFile } from './house';
import type { Remote, RemoteState } from './remote';
import { Sender, type SenderOptions } from './sender';
import { type VerifyOptions, type VerifyResult, verify } from './verify';

export interface RemoteLinkOptions
  extends Pick<SenderOptions, 'batch' | 'gather' | 'firstPause' | 'longestPause' | 'random'> {
  remote: Remote;
  onState?: (state: RemoteState) => void;
  /** Told when the file turned out to be older than what the remote has, and what was brought back. */
  onRecovered?: (result: VerifyResult) => void;
}

/** What connects a house's file with its remote: sending, comparing, and bringing back. */
export class RemoteLink {
  private readonly house: House;
  private readonly sender: Sender;
  /** Comparisons take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly options: RemoteLinkOptions,
    file: HouseFile,
    private readonly timeZone: string,
  ) {
    this.house = new House(file, options.remote.target, (from) => this.recover(from));
    const { remote, onState, onRecovered: _, ...rest } = options;
    this.sender = new Sender({ ...rest, house: this.house, remote, onState: (state) => onState?.(state) });
  }

  /** Begins to keep what the remote lacks, and to send it unless that is done by hand. */
  async open(isSending: boolean): Promise<void> {
    // A disk that fails now is tried again before something is sent.
    const tracking = this.house.track();
    if (isSending) {
      await tracking.catch(() => {});
      this.sender.start();
    } else await tracking;
  }

  get state(): RemoteState {
    return this.sender.current;
  }

  wake(): void {
    this.sender.wake();
  }

  /** Sends what there is, while nothing else sends. */
  drain(): Promise<void> {
    return this.sender.drain();
  }

  /** @throws what the remote throws */
  async verify(options: Omit<VerifyOptions, 'timeZone'> = {}): Promise<VerifyResult> {
    const { copy } = this.options.remote;
    const result = this.turn.then(() =>
      verify(this.house, copy, { ...options, timeZone: this.timeZone }).finally(() => copy.close()),
    );
    this.turn = result.catch(() => {});
    await result.finally(() => this.wake());
    return result;
  }

  /** Makes this file the home's at the remote, and brings back what only the remote has. */
  async takeOver(options: Omit<VerifyOptions, 'timeZone'> = {}): Promise<VerifyResult> {
    const known = await this.options.remote.open();
    const result = await this.verify(options);
    // Only now: a file that lacks something must not pass for the one that the remote knows.
    if (known) await this.house.adopt(known);
    return result;
  }

  close(): Promise<void> {
    return this.sender.close();
  }

  private async recover(from: number | undefined): Promise<void> {
    const result = await this.verify(from === undefined ? {} : { from });
    if (result.decisions > 0 || result.differing.some(({ brought }) => brought > 0)) this.options.onRecovered?.(result);
  }
}
