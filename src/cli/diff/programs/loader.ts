import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { decodeLoaderV3State, LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import { LOADER_V3_ID, SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } from "../../../solana/program-ids.js";
import { programdataAddressOf } from "../../../solana/programdata-address.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { u8, u32, u64 } from "../bytes.js";
import type { Grammar, Maker } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { randomElf } from "./elves.js";
import { createAccount } from "./system.js";

interface KnownBuffer {
  readonly key: Pubkey;
  readonly authority: Pubkey | undefined;
  readonly elfBytes: number;
}

interface KnownProgram {
  readonly key: Pubkey;
  readonly programdata: Pubkey;
  /** Undefined: final, or closed. */
  readonly authority: Pubkey | undefined;
  readonly elfBytes: number;
}

function loader(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
  return { programId: LOADER_V3_ID, accounts, data: concatBytes(u32(tag), ...fields) };
}

function buffers(pool: Pool): KnownBuffer[] {
  return pool.owned(LOADER_V3_ID).flatMap(({ key, data }) => {
    const state = decodeLoaderV3State(data);
    if (state?.kind !== "buffer") return [];
    return [{ key, authority: state.authority, elfBytes: data.length - LOADER_V3_BYTES.buffer }];
  });
}

function programs(pool: Pool): KnownProgram[] {
  return pool.owned(LOADER_V3_ID).flatMap(({ key, data }) => {
    const state = decodeLoaderV3State(data);
    if (state?.kind !== "program") return [];
    const programdata = pool.get(state.programDataAddress);
    const content = programdata && decodeLoaderV3State(programdata.data);
    const authority = content?.kind === "programData" ? content.authority : undefined;
    const elfBytes = Math.max((programdata?.data.length ?? 0) - LOADER_V3_BYTES.programData, 0);
    return [{ key, programdata: state.programDataAddress, authority, elfBytes }];
  });
}

function pickFrom<T>(pool: Pool, items: readonly T[], prefer: (item: T) => boolean = () => true): T | undefined {
  const preferred = items.filter(prefer);
  const some = preferred.length > 0 && !pool.random.oneIn(15) ? preferred : items;
  return some.length === 0 ? undefined : pool.random.pick(some);
}

function signer(pool: Pool, key: Pubkey | undefined): AccountMeta {
  return meta(key === undefined || pool.random.oneIn(25) ? pool.payer() : key, "s");
}

/** What an instruction's bincode may take, without the fields before the bytes. */
const WRITE_BYTES = 1232 - 16;

/** An ELF, or a part of it, in pieces that fit an instruction. */
function write(pool: Pool, buffer: Pubkey, authority: AccountMeta, elf: Uint8Array): Instruction[] {
  const writes: Instruction[] = [];
  for (let at = 0; at < elf.length; at += WRITE_BYTES) {
    const bytes = elf.subarray(at, at + WRITE_BYTES);
    const offset = pool.random.oneIn(60) ? at + pool.random.below(200) : at;
    writes.push(loader(1, [meta(buffer, "w"), authority], u32(offset), u64(BigInt(bytes.length)), bytes));
  }
  return writes;
}

/** A new buffer, mostly with an ELF in it. */
function createBuffer(pool: Pool): Instruction[] {
  const { random } = pool;
  const key = pool.newKey();
  // Puppets sign for some wallets, and may not call most of the loader.
  const authority = pool.random.oneIn(8) ? pool.wallet() : pool.payer();
  const elf = randomElf(random);
  const length = LOADER_V3_BYTES.buffer + (random.oneIn(12) ? random.below(2 * elf.length) : elf.length);
  const creation = createAccount(pool.payer(), key, pool.balanceFor(length), length, LOADER_V3_ID);
  const initialization = loader(0, [meta(key, "w"), ...(random.oneIn(40) ? [] : [meta(authority)])]);
  return [creation, initialization, ...(random.oneIn(12) ? [] : write(pool, key, meta(authority, "s"), elf))];
}

function rewrite(pool: Pool): Instruction[] | undefined {
  const buffer = pickFrom(pool, buffers(pool));
  return buffer && write(pool, buffer.key, signer(pool, buffer.authority), randomElf(pool.random));
}

/** The new program's account and its deployment from a buffer; then calls it at once now and then. */
function deploy(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const buffer = pickFrom(pool, buffers(pool));
  if (buffer === undefined) return undefined;
  const program = pool.newKey();
  const programdata = random.oneIn(40) ? pool.newKey() : programdataAddressOf(program).address;
  const payer = pool.payer();
  const length = LOADER_V3_BYTES.program;
  const creation = createAccount(payer, program, pool.balanceFor(length), length, LOADER_V3_ID);
  const room = random.oneIn(12) ? random.below(3 * buffer.elfBytes + 1) : buffer.elfBytes * random.between(1, 2);
  const metas = [
    meta(payer, "sw"),
    meta(programdata, "w"),
    meta(program, "w"),
    meta(buffer.key, "w"),
    meta(SYSVAR_RENT_ID),
    meta(SYSVAR_CLOCK_ID),
    meta(SYSTEM_PROGRAM_ID),
    signer(pool, buffer.authority),
  ];
  const deployment = loader(2, metas, u64(BigInt(room)), ...(random.oneIn(3) ? [u8(1)] : []));
  return [creation, deployment, ...(random.oneIn(8) ? [call(pool, program)] : [])];
}

function upgrade(pool: Pool): Instruction[] | undefined {
  const program = pickFrom(pool, programs(pool), ({ authority }) => authority !== undefined);
  if (program === undefined) return undefined;
  const { authority, elfBytes } = program;
  const fits = (buffer: KnownBuffer) =>
    buffer.elfBytes <= elfBytes && authority !== undefined && pubkeyEqual(buffer.authority ?? buffer.key, authority);
  const buffer = pickFrom(pool, buffers(pool), fits);
  if (buffer === undefined) return undefined;
  const metas = [
    meta(program.programdata, "w"),
    meta(program.key, "w"),
    meta(buffer.key, "w"),
    meta(pool.random.oneIn(15) ? pool.anyKey() : pool.wallet(), "w"),
    meta(SYSVAR_RENT_ID),
    meta(SYSVAR_CLOCK_ID),
    signer(pool, program.authority),
  ];
  return [loader(3, metas), ...(pool.random.oneIn(8) ? [call(pool, program.key)] : [])];
}

/** Of a buffer or a program, with the consent of the new one (7) or without (4). */
function setAuthority(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const buffer = random.oneIn(2) ? pickFrom(pool, buffers(pool)) : undefined;
  const program = buffer ? undefined : pickFrom(pool, programs(pool));
  const target = buffer?.key ?? program?.programdata;
  if (target === undefined) return undefined;
  const metas = [meta(target, "w"), signer(pool, (buffer ?? program)?.authority)];
  if (random.oneIn(3)) return [loader(7, [...metas, meta(pool.payer(), "s")])];
  return [loader(4, [...metas, ...(random.oneIn(8) ? [] : [meta(pool.payer())])])];
}

function close(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const to = meta(pool.wallet(), "w");
  if (random.oneIn(2)) {
    const buffer = pickFrom(pool, buffers(pool));
    return buffer && [loader(5, [meta(buffer.key, "w"), to, signer(pool, buffer.authority)])];
  }
  const program = pickFrom(pool, programs(pool), ({ authority }) => authority !== undefined);
  if (program === undefined) return undefined;
  const metas = [meta(program.programdata, "w"), to, signer(pool, program.authority), meta(program.key, "w")];
  return [loader(5, metas)];
}

function extend(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const program = pickFrom(pool, programs(pool), ({ elfBytes }) => elfBytes > 0);
  if (program === undefined) return undefined;
  const more = random.oneIn(5) ? random.pick([0, 1, 10_239, 10_485_760, 2 ** 32 - 1]) : random.between(10_240, 11_000);
  const payer = random.oneIn(8) ? [] : [meta(SYSTEM_PROGRAM_ID), meta(pool.payer(), "sw")];
  return [loader(6, [meta(program.programdata, "w"), meta(program.key, "w"), ...payer], u32(more))];
}

function call(pool: Pool, program: Pubkey): Instruction {
  const { random } = pool;
  const accounts = Array.from({ length: random.below(4) }, () => meta(pool.anyKey(), random.pick(["", "w"])));
  const own = pool.all().filter(({ owner }) => pubkeyEqual(owner, program));
  if (own.length > 0 && !random.oneIn(4)) accounts.unshift(meta(random.pick(own).key, "w"));
  return { programId: program, accounts, data: random.bytes(random.below(20)) };
}

function callOne(pool: Pool): Instruction[] | undefined {
  const program = pickFrom(pool, programs(pool));
  return program && [call(pool, program.key)];
}

/** An account with data that belongs to a deployed program. */
function createOwned(pool: Pool): Instruction[] | undefined {
  const program = pickFrom(pool, programs(pool));
  if (program === undefined) return undefined;
  const space = pool.random.pick([1, 8, 100]);
  return [createAccount(pool.payer(), pool.newKey(), pool.balanceFor(space), space, program.key)];
}

const anyInstruction: Maker = (pool) => {
  const metas = Array.from({ length: pool.random.below(5) }, () => meta(pool.anyKey(), "w"));
  return [loader(pool.random.pick([8, 9, 10, 255]), metas, u32(pool.random.below(100)))];
};

export const loaderGrammar: Grammar = {
  name: "loader",
  makers: {
    createBuffer: [10, createBuffer],
    write: [4, rewrite],
    deploy: [9, deploy],
    upgrade: [5, upgrade],
    setAuthority: [3, setAuthority],
    close: [3, close],
    extend: [3, extend],
    call: [14, callOne],
    createOwned: [3, createOwned],
    "unknown instruction": [1, anyInstruction],
  },
  host: {
    "next slot for programs": [
      20,
      ({ clock }) =>
        (chain) =>
          chain.warpToSlot(clock.slot + 1n),
    ],
  },
};
