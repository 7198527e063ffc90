#!/usr/bin/env node
import { backupCommand, restoreCommand } from './backup';
import { checkCommand } from './check';
import { exportCommand } from './export';
import { importCommand } from './import';
import { type Command, isExpected, parseCommandLine, UsageError } from './options';
import { remoteCommand, verifyCommand } from './verify';

const COMMANDS: Readonly<Record<string, Command>> = {
  import: importCommand,
  export: exportCommand,
  backup: backupCommand,
  restore: restoreCommand,
  verify: verifyCommand,
  check: checkCommand,
  remote: remoteCommand,
};

/** @returns the exit code: 0 well, 1 failed, 2 a wrong command line, 3 something differed or was damaged */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const command = COMMANDS[name ?? ''];
  if (!command) {
    console.log(overview());
    return name === undefined || ['help', '--help', '-h'].includes(name) ? 0 : 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(help(command));
    return 0;
  }
  try {
    const { values, words } = parseCommandLine(command.options, rest);
    return await command.run(values, words);
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(error.message);
    if (!(error instanceof UsageError)) return 1;
    console.error(`See home-telemetry ${name} --help.`);
    return 2;
  }
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`);
  return `Usage: home-telemetry <command> [options]\n\n${lines.join('\n')}\n\nMore: home-telemetry <command> --help`;
}

function help({ usage, summary, details, options }: Command): string {
  const lines = Object.entries(options).map(([name, { value, help: words }]) => {
    const option = `--${name}${value === undefined ? '' : ` <${value}>`}`;
    return `  ${option}\n      ${words}`;
  });
  return `Usage: home-telemetry ${usage}\n\n${summary[0]!.toUpperCase()}${summary.slice(1)}.\n\n${details}\n\nOptions:\n${lines.join('\n')}`;
}

if (require.main === module) {
  // Whoever reads only the first lines closes the pipe.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      console.error(error.stack ?? error.message);
      process.exitCode = 1;
    },
  );
}
