import { concatBytes } from "../../base/bytes.js";
import { MM_HEAP_START } from "../../sbpf/memory-layout.js";
import { SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { u32, u64 } from "./bytes.js";
import { type Frame, type Held, makeFrame, placesOf } from "./frame.js";
import { Image } from "./image.js";
import { layOutC, layOutRust, type PlannedCall, type PlannedInfo, type PlannedMeta } from "./invocation.js";
import type { Script } from "./puppet.js";
import type { Random } from "./random.js";
import type { World } from "./world.js";

const HEAP = BigInt(MM_HEAP_START);
const HEAP_SIZE = 0x8000;
const MAX_DEPTH = 6;

/** Where a call is added, and how the script of a puppet that it calls is made. */
export interface CallSite {
  readonly random: Random;
  readonly world: World;
  readonly frame: Frame;
  readonly script: Script;
  readonly nested: (callee: Frame) => Uint8Array;
}

/** Adds a random CPI to a script. */
export function addCall(site: CallSite): void {
  const { random, frame, script } = site;
  if (frame.held.length === 0 || frame.depth > MAX_DEPTH) return;
  const call = planCall(site);
  const base = HEAP + BigInt(random.oneIn(60) ? random.below(64) : 8 * random.below(4));
  const image = new Image(base);
  const rust = random.oneIn(2);
  const args = rust ? layOutRust(call, image) : layOutC(call, image);
  const bytes = image.bytes();
  if (bytes.length > HEAP_SIZE) return;
  script.write(base, bytes);
  const spoiled = args.map((argument) => (random.oneIn(120) ? spoil(random, argument) : argument));
  script.syscall(rust ? "sol_invoke_signed_rust" : "sol_invoke_signed_c", ...spoiled);
}

function planCall(site: CallSite): PlannedCall {
  const { random, world, frame } = site;
  const programId = pickProgram(site);
  const signing = world.derived.filter(({ program }) => pubkeyEqual(program, frame.program));
  const chosen = pubkeyEqual(programId, SYSTEM_PROGRAM_ID) ? chooseForSystem(site, signing) : chooseAccounts(site);
  const metas = pickMetas(random, world, chosen, signing);
  const signers = signing
    .filter(({ key }) => metas.some((meta) => meta.isSigner && pubkeyEqual(meta.key, key)) || random.oneIn(6))
    .map(({ seeds }) => (random.oneIn(15) ? spoilSeeds(random, seeds) : seeds));
  const many = random.oneIn(60) ? Array.from({ length: random.pick([16, 17]) }, () => signers[0] ?? []) : signers;
  const data = dataFor(site, programId, metas);
  return { programId, metas, data, infos: pickInfos(random, frame, metas), signers: many };
}

/** A program that the frame holds mostly. */
function pickProgram({ random, world, frame }: CallSite): Pubkey {
  if (random.oneIn(25)) return random.pick([...world.vacant, ...world.puppets, frame.held[0].account.key]);
  const held = frame.held.map(({ account }) => account.key).filter((key) => isProgram(world, key));
  const puppets = held.filter((key) => world.puppets.some((puppet) => pubkeyEqual(puppet, key)));
  const system = held.filter((key) => pubkeyEqual(key, SYSTEM_PROGRAM_ID));
  const kind = random.below(20);
  if (kind < 11 && puppets.length > 0) return random.pick(puppets);
  if (kind < 17 && system.length > 0) return SYSTEM_PROGRAM_ID;
  return held.length > 0 ? random.pick(held) : SYSTEM_PROGRAM_ID;
}

function isProgram(world: World, key: Pubkey): boolean {
  return [...world.puppets, ...world.otherPrograms].some((program) => pubkeyEqual(program, key));
}

/** Some accounts, and mostly all programs, so that the callee can call on. */
function chooseAccounts({ random, world, frame }: CallSite): readonly Held[] {
  if (random.oneIn(6)) return frame.held;
  const programs = frame.held.filter(({ account }) => isProgram(world, account.key));
  const others = frame.held.filter(({ account }) => !isProgram(world, account.key));
  const some = random.shuffle(others).slice(0, random.between(0, 6));
  return random.oneIn(3) ? some : [...some, ...programs];
}

/** A signer that may be written, then another account: what most System instructions want. */
function chooseForSystem({ random, frame }: CallSite, signing: World["derived"]): readonly Held[] {
  const signers = frame.held.filter(
    ({ account, isSigner, isWritable }) =>
      isWritable && (isSigner || signing.some(({ key }) => pubkeyEqual(key, account.key))),
  );
  const first = signers.length > 0 && !random.oneIn(8) ? random.pick(signers) : random.pick(frame.held);
  return [first, random.pick(frame.held), ...random.shuffle(frame.held).slice(0, random.below(2))];
}

/** Metas with rights the caller has, now and then one right or one account too many. */
function pickMetas(random: Random, world: World, chosen: readonly Held[], signing: World["derived"]): PlannedMeta[] {
  const metas = chosen.map((held): PlannedMeta => {
    const derived = signing.some(({ key }) => pubkeyEqual(key, held.account.key));
    const mayness = held.isSigner || derived;
    return {
      key: held.account.key,
      isSigner: flag(random, mayness ? !random.oneIn(3) : random.oneIn(60)),
      isWritable: flag(random, held.isWritable ? !random.oneIn(4) : random.oneIn(60)),
    };
  });
  if (random.oneIn(10) && metas.length > 0) metas.push(random.pick(metas));
  if (random.oneIn(40)) metas.push({ key: random.pick(world.vacant), isSigner: 0, isWritable: 0 });
  if (random.oneIn(80)) return manyMetas(random, metas);
  return metas;
}

/** Around the limit of 255. */
function manyMetas(random: Random, metas: readonly PlannedMeta[]): PlannedMeta[] {
  if (metas.length === 0) return [];
  const count = random.pick([64, 128, 254, 255, 256]);
  return Array.from({ length: count }, (_, i) => metas[i % metas.length]);
}

function flag(random: Random, value: boolean): number {
  return random.oneIn(300) ? 2 : value ? 1 : 0;
}

/** One info for each account mostly; shuffled, doubled, missing or crooked now and then. */
function pickInfos(random: Random, frame: Frame, metas: readonly PlannedMeta[]): PlannedInfo[] {
  const needed = placesOf(frame, ({ account }) => metas.some(({ key }) => pubkeyEqual(key, account.key)));
  let places = random.oneIn(3) ? frame.held.map((_, i) => i) : needed;
  if (random.oneIn(8)) places = random.shuffle(places);
  if (random.oneIn(25)) places = places.slice(1);
  if (random.oneIn(60))
    places = Array.from({ length: random.pick([64, 128, 255, 256]) }, (_, i) => places[i % places.length] ?? 0);
  return places.map((place): PlannedInfo => {
    const { account } = frame.held[place];
    const info = { addresses: frame.addresses[place], dataLength: BigInt(account.dataLength) };
    return random.oneIn(150) ? spoilInfo(random, info, account.key) : info;
  });
}

function spoilInfo(random: Random, info: PlannedInfo, key: Pubkey): PlannedInfo {
  const { addresses, dataLength } = info;
  switch (random.below(6)) {
    case 0:
      return { ...info, copiedKey: key };
    case 1:
      return { ...info, addresses: { ...addresses, lamports: spoil(random, addresses.lamports) } };
    case 2:
      return { ...info, addresses: { ...addresses, owner: spoil(random, addresses.owner) } };
    case 3:
      return { ...info, addresses: { ...addresses, data: spoil(random, addresses.data) } };
    case 4:
      return { ...info, addresses: { ...addresses, key: spoil(random, addresses.key) } };
    default:
      return {
        ...info,
        dataLength: random.pick([0n, dataLength + 1n, dataLength + 10_240n, dataLength + 10_241n, random.u64()]),
      };
  }
}

function spoil(random: Random, value: bigint): bigint {
  return random.pick([value + BigInt(random.between(-16, 16)), HEAP + BigInt(random.below(HEAP_SIZE)), random.u64()]);
}

function spoilSeeds(random: Random, seeds: readonly Uint8Array[]): readonly Uint8Array[] {
  switch (random.below(4)) {
    case 0:
      return seeds.slice(0, -1);
    case 1:
      return [...seeds.slice(0, -1), Uint8Array.of(random.below(256))];
    case 2:
      return [random.bytes(random.pick([32, 33])), ...seeds];
    default:
      return Array.from({ length: random.pick([16, 17]) }, () => Uint8Array.of(1));
  }
}

function dataFor(site: CallSite, programId: Pubkey, metas: readonly PlannedMeta[]): Uint8Array {
  const { random, world, frame } = site;
  if (random.oneIn(100)) return random.bytes(random.pick([10_240, 10_241]));
  if (pubkeyEqual(programId, SYSTEM_PROGRAM_ID)) return systemData(random, world);
  if (!world.puppets.some((puppet) => pubkeyEqual(puppet, programId))) return random.bytes(random.below(40));
  return site.nested(makeFrame(programId, calleeAccounts(frame, metas), frame.depth + 1));
}

/** What the callee holds if the call is allowed: the metas, with the rights of duplicates joined. */
function calleeAccounts(frame: Frame, metas: readonly PlannedMeta[]): Held[] {
  return metas.flatMap(({ key }): Held[] => {
    const held = frame.held.find(({ account }) => pubkeyEqual(account.key, key));
    if (held === undefined) return [];
    const same = metas.filter((meta) => pubkeyEqual(meta.key, key));
    return [
      {
        account: held.account,
        isSigner: same.some((meta) => meta.isSigner === 1),
        isWritable: same.some((meta) => meta.isWritable === 1),
      },
    ];
  });
}

/** Transfer, allocate, assign, create: with small numbers mostly. */
function systemData(random: Random, world: World): Uint8Array {
  const lamports = random.oneIn(10) ? random.u64() : BigInt(random.between(0, 2_000_000));
  const space = random.pick([0n, 1n, 80n, 200n, 10_240n, 10_241n]);
  const owner = random.pick(world.puppets);
  switch (random.below(6)) {
    case 0:
      return concatBytes(u32(0), u64(2_000_000n), u64(space), owner);
    case 1:
      return concatBytes(u32(1), owner);
    case 2:
      return concatBytes(u32(8), u64(space));
    case 3:
      return concatBytes(u32(13), u64(2_000_000n), u64(space), owner);
    default:
      return concatBytes(u32(2), u64(lamports));
  }
}
