import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NOTICED_KINDS } from '../../lib/event-list';
import type { EventQuery } from '../../lib/store/event-query';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput } from '../shared/input';
import { askedOf, badQuery, parseSeries, text } from '../shared/question';

interface Config extends NodeDef {
  database: unknown;
  series: unknown;
  period: unknown;
  kinds: unknown;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-events', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const databaseNode = findDatabase(RED, this, config.database);
    handleInput(this, async (message, send) => {
      const list = await usableDatabase(databaseNode).events(parseQuery(message.payload, config));
      message.payload = list;
      this.status({
        fill: 'green',
        shape: 'dot',
        text: RED._('telemetry-events.status.found', { count: list.events.length }),
      });
      send(message);
      return undefined;
    });
  });
};

/** The dialog's question with what an object in `msg.payload` changes of it. */
function parseQuery(payload: unknown, { series: all, period: words, kinds: some }: Config): EventQuery {
  const asked = { series: all, period: words, kinds: some, ...askedOf(payload) } as Record<string, unknown>;
  const { series, period, kinds, event } = asked;
  if (event !== undefined && !Number.isSafeInteger(event)) throw badQuery('event', event, 'the number of an event');
  return {
    series: parseSeries(series ?? '*'),
    period: text('period', period ?? '7d', 'a period in words, such as "7d"'),
    kinds: parseKinds(kinds ?? ''),
    event: event as number | undefined,
  };
}

/** All of them when none is named. */
function parseKinds(kinds: unknown): string[] | undefined {
  const list = typeof kinds === 'string' ? kinds.split(',').map((kind) => kind.trim()) : kinds;
  const known: readonly unknown[] = NOTICED_KINDS;
  if (!Array.isArray(list)) throw badQuery('kinds', kinds, `some of ${NOTICED_KINDS.join(', ')}`);
  const named = list.filter((kind) => kind !== '');
  const unknown = named.find((kind) => !known.includes(kind));
  if (unknown !== undefined) throw badQuery('kinds', unknown, `some of ${NOTICED_KINDS.join(', ')}`);
  return named.length > 0 ? named : undefined;
}
