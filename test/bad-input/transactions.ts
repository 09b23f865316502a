import { base58Decode } from "../../src/base/base58.js";
import { concatBytes } from "../../src/base/bytes.js";
import { Script, SYSCALLS } from "../../src/cli/diff/puppet.js";
import { closeAccount, createAssociatedToken, mintTo, transferChecked } from "../../src/cli/tour/instructions.js";
import { sign } from "../../src/crypto/ed25519.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import * as ids from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import type { Svm } from "../../src/svm/index.js";
import type { Random } from "../helpers/random.js";
import { meta, transfer } from "../helpers/transactions.js";
import { randomMessage, WORLD } from "../svm/random-transactions.js";
import { BUFFER, MINT, OTHER, OTHER_TOKENS, PAYER, PUPPET, PUPPET_DATA, SECRET_KEY, TOKENS } from "./world.js";

/** A message that is sound, or nearly: what mutations begin with. */
export function seedMessage(random: Random, svm: Svm): Message {
  const blockhash = base58Decode(svm.latestBlockhash())!;
  if (random.oneIn(4)) return randomMessage(random, blockhash);
  const version = random.pick(["legacy", 0, 1] as const);
  const instructions = [seedInstruction(random), ...random.list(2, () => seedInstruction(random))];
  const config = { computeUnitLimit: 300_000, loadedAccountsDataSizeLimit: 10_000_000 };
  return compileMessage({ feePayer: PAYER, instructions, blockhash, version, config });
}

function seedInstruction(random: Random): Instruction {
  return random.pick(SEEDS)(random);
}

const SEEDS: readonly ((random: Random) => Instruction)[] = [
  (random) => transfer(PAYER, OTHER, BigInt(random.u32())),
  (random) => transferChecked(TOKENS, MINT, OTHER_TOKENS, PAYER, BigInt(random.below(1000)), 6),
  () => mintTo(MINT, OTHER_TOKENS, PAYER, 5n),
  () => createAssociatedToken(PAYER, PUPPET_DATA, MINT),
  () => closeAccount(OTHER_TOKENS, PAYER, OTHER),
  puppet,
  puppet,
  loaderV3,
  loaderV3,
  ed25519,
  anyProgram,
  anyProgram,
];

/** Scripts of writes and syscalls with likely and unlikely arguments. */
function puppet(random: Random): Instruction {
  const script = new Script();
  for (let i = random.below(6); i >= 0; i--) {
    if (random.oneIn(3)) script.write(vmAddress(random), random.bytes(random.below(60)));
    else script.syscall(random.pick(SYSCALLS), ...Array.from({ length: 5 }, () => vmAddress(random)));
  }
  if (random.oneIn(50)) script.forever();
  const accounts = [meta(PUPPET_DATA, "w"), meta(PAYER, "sw"), meta(ids.SYSTEM_PROGRAM_ID), meta(PUPPET)];
  return { programId: PUPPET, accounts: accounts.slice(random.below(3)), data: script.bytes() };
}

/** In each region of guest memory, at its ends, and anywhere. */
function vmAddress(random: Random): bigint {
  const region = BigInt(random.below(6)) << 32n;
  const offset = random.pick([
    0n,
    1n,
    8n,
    0x100n,
    0x7ff0n,
    0x7fffn,
    0x8000n,
    0xffff_ffffn,
    BigInt(random.below(20_000)),
  ]);
  if (random.oneIn(8)) return (BigInt(random.u32()) << 32n) | BigInt(random.u32());
  return random.oneIn(3) ? BigInt(random.below(200)) : region + offset;
}

function loaderV3(random: Random): Instruction {
  const programdata = programdataAddressOf(PUPPET).address;
  const sysvars = [meta(ids.SYSVAR_RENT_ID), meta(ids.SYSVAR_CLOCK_ID)];
  const make = (accounts: Instruction["accounts"], ...data: Uint8Array[]): Instruction => ({
    programId: ids.LOADER_V3_ID,
    accounts,
    data: concatBytes(...data),
  });
  switch (random.below(5)) {
    case 0: {
      const bytes = random.bytes(random.below(200));
      const offset = random.pick([0, 1, 100, 5000, 0xffff_ffff]);
      return make([meta(BUFFER, "w"), meta(PAYER, "s")], u32(1), u32(offset), u32(bytes.length), u32(0), bytes);
    }
    case 1:
      return make(
        [meta(programdata, "w"), meta(PUPPET, "w"), meta(BUFFER, "w"), meta(OTHER, "w"), ...sysvars, meta(PAYER, "s")],
        u32(3),
      );
    case 2:
      return make([meta(programdata, "w"), meta(PAYER, "s"), meta(OTHER)], u32(random.pick([4, 7])));
    case 3:
      return make([meta(programdata, "w"), meta(OTHER, "w"), meta(PAYER, "s"), meta(PUPPET, "w")], u32(5));
    default:
      return make(
        [meta(programdata, "w"), meta(PUPPET, "w"), meta(ids.SYSTEM_PROGRAM_ID), meta(PAYER, "sw")],
        u32(random.pick([6, 9])),
        u32(random.pick([0, 1, 10_240, 11_000_000, 0xffff_ffff])),
      );
  }
}

/** A signature check that holds. */
function ed25519(random: Random): Instruction {
  const message = random.bytes(random.below(50));
  const header = Uint8Array.of(1, 0);
  const here = 0xffff;
  const offsets = [48, here, 16, here, 112, message.length, here].flatMap((value) => [value & 0xff, value >> 8]);
  const data = concatBytes(header, Uint8Array.from(offsets), PAYER, sign(message, SECRET_KEY), message);
  return { programId: ids.ED25519_PROGRAM_ID, accounts: [], data };
}

const PROGRAMS = Object.entries(ids).flatMap(([name, id]) =>
  name.endsWith("_PROGRAM_ID") || name.startsWith("LOADER") ? [id] : [],
);
const SYSVARS = Object.entries(ids).flatMap(([name, id]) => (name.startsWith("SYSVAR_") ? [id] : []));

/** A small tag and what may follow it, for any program that there is. */
function anyProgram(random: Random): Instruction {
  const tag = random.below(26);
  const data = concatBytes(random.oneIn(2) ? u32(tag) : Uint8Array.of(tag), random.bytes(random.below(140)));
  return { programId: random.pick(PROGRAMS), accounts: random.list(8, () => anyMeta(random)), data };
}

function anyMeta(random: Random): Instruction["accounts"][number] {
  return meta(anyKey(random), random.pick(["", "w", "s", "sw"] as const));
}

/** A key that somebody may stand at. */
export function anyKey(random: Random): Pubkey {
  return random.pick([
    random.pick([
      PAYER,
      OTHER,
      MINT,
      TOKENS,
      OTHER_TOKENS,
      PUPPET,
      BUFFER,
      PUPPET_DATA,
      programdataAddressOf(PUPPET).address,
    ]),
    random.pick(SYSVARS),
    random.pick(PROGRAMS),
    random.pick(WORLD)[0],
  ]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
