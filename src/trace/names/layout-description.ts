import type { AnyCodec } from "../../program/codec/codec.js";
import { pubkey } from "../../program/codec/scalars.js";
import type { AccountRole, InstructionLayout } from "../../program/cpi/layout.js";
import type { Address } from "../../solana/pubkey.js";
import type { JsonValue } from "../model.js";
import { jsonValue } from "./json-value.js";
import type { DescribedInstruction, ProgramDescription } from "./program-description.js";

/** The layouts of a program's instructions, by name. */
export type Layouts = Readonly<Record<string, InstructionLayout>>;

/** What layouts of instructions tell of a program. */
export function describeLayouts(
  name: string,
  address: Address | null,
  layouts: Layouts,
  more: Partial<ProgramDescription> = {},
): ProgramDescription {
  // A longer discriminator may begin with a shorter one.
  const known = Object.entries(layouts).sort(([, a], [, b]) => b.discriminator.length - a.discriminator.length);
  return {
    address,
    name,
    instruction(data, accountsGiven) {
      const found = known.find(([, { discriminator }]) => discriminator.every((byte, i) => data[i] === byte));
      return found && describeInstruction(found[0], found[1], data, accountsGiven);
    },
    ...more,
  };
}

function describeInstruction(
  name: string,
  layout: InstructionLayout,
  data: Uint8Array,
  accountsGiven: number,
): DescribedInstruction {
  return { name, arguments: argumentsOf(layout, data), accountNames: accountNames(layout, accountsGiven) };
}

/** The arguments as far as the data have them. */
function argumentsOf({ discriminator, args }: InstructionLayout, data: Uint8Array): Record<string, JsonValue> {
  const values: Record<string, JsonValue> = {};
  let offset = discriminator.length;
  for (const [name, arg] of Object.entries(args)) {
    const codec = "keyOf" in arg ? pubkey : (arg as unknown as AnyCodec);
    try {
      const [value, end] = codec.read(data, offset);
      values[name] = jsonValue(value, codec);
      offset = end;
    } catch {
      // Bytes that spell no value: the program will object to them as well.
      return values;
    }
  }
  return values;
}

/** Of the accounts that may be left out, the last are. */
function accountNames({ accounts }: InstructionLayout, accountsGiven: number): string[] {
  const named = Object.entries(accounts).filter(([, { keyOnly }]) => keyOnly !== true);
  const canBeOmitted = ([, role]: [string, AccountRole]) => role.optional === "omitted";
  let omitted = Math.max(named.length - accountsGiven, 0);
  const given = named.filter((entry, i) => {
    const after = named.slice(i + 1).filter(canBeOmitted).length;
    if (!canBeOmitted(entry) || omitted <= after) return true;
    omitted--;
    return false;
  });
  return given.map(([name]) => name);
}
