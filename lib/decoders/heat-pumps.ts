import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input-error';
import { parseRows } from './profile-rows';
import type { ProfileRow } from './register-profile';

/** Where the registers of a brand's heat pumps are. */
export interface HeatPumpProfile {
  /** Its file's name, by which flows name it. */
  id: string;
  name: string;
  models: string;
  /** How it is connected. */
  line: string;
  /** How well the registers are known. */
  sure: 'manual' | 'used by others' | 'not checked on a device';
  source: string;
  rows: ProfileRow[];
}

const FOLDER = join(__dirname, 'heat-pumps');
let known: HeatPumpProfile[] | undefined;

/** All profiles that are shipped, by name. One is a file in the folder `heat-pumps`, with the vectors of its test. */
export function heatPumpProfiles(): readonly HeatPumpProfile[] {
  known ??= readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const { vectors: _, rows, ...profile } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      return { id: file.slice(0, -'.json'.length), ...profile, rows: parseRows(rows) } as HeatPumpProfile;
    })
    .sort((a, b) => a.name.localeCompare(b.name));
  return known;
}

/** @throws InputError `unknown-profile` that lists what there is */
export function heatPumpProfile(id: string): HeatPumpProfile {
  const profile = heatPumpProfiles().find((candidate) => candidate.id === id);
  if (profile) return profile;
  const ids = heatPumpProfiles().map((candidate) => candidate.id);
  throw new InputError('unknown-profile', `There is no profile "${id}". Known are: ${ids.join(', ')}, or own.`);
}
