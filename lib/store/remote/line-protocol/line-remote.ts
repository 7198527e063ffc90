import type { OutboxPart } from '../../outbox';
import { checkHome } from '../home';
import { type Remote, type RemoteCopy, RewriteNeeded } from '../remote';
import type { LineAddress } from './address';
import { HttpFailure, LineServer } from './http';
import { InfluxCopy } from './influx-copy';
import { linesOf } from './lines';
import { VictoriaCopy } from './victoria-copy';

/** A time series database that takes InfluxDB's line protocol by HTTP: InfluxDB, QuestDB, VictoriaMetrics. */
export class LineRemote implements Remote {
  readonly target: string;
  readonly copy: RemoteCopy;
  readonly rewrites: boolean;
  private readonly server: LineServer;
  private readonly victoria: VictoriaCopy | undefined;

  /** @throws InputError `bad-address` or `bad-home` */
  constructor(
    address: LineAddress,
    private readonly home: string,
  ) {
    checkHome(home);
    this.server = new LineServer(address);
    this.target = `${address.dialect} ${this.server.name} ${home}`;
    this.rewrites = address.dialect === 'victoriametrics';
    this.victoria = this.rewrites ? new VictoriaCopy(this.server, home) : undefined;
    this.copy = this.victoria ?? new InfluxCopy(this.server, home);
  }

  /** It keeps no mark: whether a backup was put in place it can't tell. */
  async open(): Promise<undefined> {}

  async send(parts: readonly OutboxPart[]): Promise<void> {
    if (this.victoria) await this.makeRoom(parts, this.victoria);
    const written = this.victoria ? parts.filter(({ gone }) => gone === undefined) : parts;
    const lines = written.flatMap((part) => linesOf(part, this.home));
    if (lines.length > 0) await this.server.write(lines);
  }

  /** A line that is wrong or too long; what is wrong with the address or the password is said by other codes. */
  isRefusal(error: unknown): boolean {
    return error instanceof HttpFailure && [400, 413, 422].includes(error.status);
  }

  async close(): Promise<void> {}

  /** A series whose readings have changed is written anew from its beginning. */
  private async makeRoom(parts: readonly OutboxPart[], copy: VictoriaCopy): Promise<void> {
    const changed = parts.filter(({ kind, change }) => kind === 'reading' && change !== 'new');
    for (const [name, own] of Map.groupBy(changed, ({ series }) => series.name)) {
      const isWhole = own.some(({ change, isFirst }) => change === 'changed' && isFirst);
      if (!isWhole) throw new RewriteNeeded(own[0]!.series);
      await copy.remove(name);
    }
  }
}
