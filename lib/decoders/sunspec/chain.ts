import { InputError } from '../../input-error';
import type { Register } from '../registers';
import { BASES, COMMON, END, type Model, modelOf, USUAL_BLOCKS } from './models';

/** A model of the device as it was read. */
export interface ModelImage {
  /** Where the read began behind it, one of the same layout. */
  id: number;
  /** The registers behind its id and length. */
  block: readonly Register[];
}

/** "SunS" */
const MARK = [0x5375, 0x6e53] as const;
const MOST_SHOWN = 12;

/**
 * The models in a read of SunSpec registers. It may begin with the "SunS" of the device, with the id of a common block,
 * an inverter's or a meter's model, or with the first register behind the id and length of the latter two.
 * @param address of the first register, where it is known
 * @returns the models that are whole, and what is wrong with the one in whose midst the read ends
 * @throws InputError `not-sunspec` when it begins with none of these
 */
export function walkChain(
  registers: readonly Register[],
  address: number | undefined,
): { models: ModelImage[]; problem?: InputError } {
  const start = isMarked(registers) ? MARK.length : 0;
  if (start === 0 && !isHeader(registers)) return { models: [withoutHeader(registers, address)] };
  const models: ModelImage[] = [];
  for (let at = start; at + 1 < registers.length && registers[at] !== END; ) {
    const [id, length] = [registers[at]!, registers[at + 1]!];
    const block = registers.slice(at + 2, at + 2 + length);
    if (block.length < length) {
      // The header of a model that nobody wants is often the last thing that was read.
      if (models.length > 0 && !modelOf(id)) break;
      return { models, problem: tooFew(id, length, block.length, address === undefined ? undefined : address + at) };
    }
    models.push({ id, block });
    at += 2 + length;
  }
  return { models };
}

function isMarked([first, second]: readonly Register[]): boolean {
  return first === MARK[0] && second === MARK[1];
}

function isHeader([id, length]: readonly Register[]): boolean {
  if (id === undefined || length === undefined) return false;
  const model = modelOf(id);
  return model ? length === model.length : id === COMMON.id && COMMON.lengths.includes(length);
}

function withoutHeader(registers: readonly Register[], address: number | undefined): ModelImage {
  const place = address === undefined ? undefined : usualBlock(address);
  if (!place) {
    const where = address === undefined ? '' : ` from address ${address}`;
    throw new InputError(
      'not-sunspec',
      `The ${registers.length} registers${where} hold neither "SunS" nor the start of a SunSpec model: ` +
        `[${registers.slice(0, MOST_SHOWN).join(', ')}${registers.length > MOST_SHOWN ? ', …' : ''}]. Read 122 registers ` +
        'from address 40000, and check the unit id; some inverters answer at address 0.',
    );
  }
  const { length, ids } = place;
  if (registers.length < length) throw tooFew(ids[0]!, length, registers.length, address! - 2);
  return { id: ids[0]!, block: registers.slice(0, length) };
}

function usualBlock(address: number): Model | undefined {
  return USUAL_BLOCKS.find(({ block }) => BASES.some((base) => base + block === address))?.model;
}

function tooFew(id: number, length: number, count: number, address: number | undefined): InputError {
  const from = address === undefined ? '' : ` from address ${address} on`;
  return new InputError(
    'too-few-registers',
    `The SunSpec model ${id} has ${length} registers behind its id and length, but only ${count} of them were read. ` +
      `Read ${length + 2} registers${from} in one request: a value and its scale factor belong together.`,
  );
}
