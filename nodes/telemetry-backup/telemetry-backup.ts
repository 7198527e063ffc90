import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import { backup, backupFolder } from '../../lib/store/backup';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput } from '../shared/input';
import { optionalText, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  database: unknown;
  folder: unknown;
  keep: unknown;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-backup', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const databaseNode = findDatabase(RED, this, config.database);
    handleInput(this, async (message, send) => {
      usableDatabase(databaseNode);
      const file = databaseNode?.file;
      if (!file) throw new InputError('no-file', 'Only the SQLite database of a house can be copied here.');
      const folder = backupFolder(file, optionalText('folder', config.folder));
      const keep = wholeSetting('keep', config.keep ?? 7, 1, 1000);
      this.status({ fill: 'blue', shape: 'dot', text: 'telemetry-backup.status.copying' });
      try {
        message.payload = await backup(file, { folder, keep });
      } catch (error) {
        const why = (error as Error).message;
        throw new InputError('backup-failed', `The backup failed: ${why}`, { why });
      }
      this.status({ fill: 'green', shape: 'dot', text: 'telemetry-backup.status.copied' });
      send(message);
      return undefined;
    });
  });
};
