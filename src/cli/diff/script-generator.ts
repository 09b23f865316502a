import { concatBytes } from "../../base/bytes.js";
import { MM_BYTECODE_START, MM_HEAP_START, MM_STACK_START } from "../../sbpf/memory-layout.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { u64 } from "./bytes.js";
import { addCall } from "./call-generator.js";
import { type Frame, type Held, placesOf } from "./frame.js";
import { Script } from "./puppet.js";
import type { Random } from "./random.js";
import type { World } from "./world.js";

/** How much a nested script may hold at the first depth, so that it fits the data of a CPI. */
const ROOM = 3000;

/**
 * A random script for a frame: what it does before, between and after its calls. Mostly legal, so that calls are
 * reached; each kind of offence comes now and then.
 */
export function generateScript(random: Random, world: World, frame: Frame): Uint8Array {
  const script = new Script();
  const operations = random.between(1, frame.depth === 0 ? 5 : 3);
  for (let i = 0; i < operations; i++) {
    const kind = random.below(20);
    if (kind < 9) addCall({ random, world, frame, script, nested: (callee) => generateNested(random, world, callee) });
    else if (kind < 12) moveLamports(random, frame, script);
    else if (kind < 15) writeData(random, frame, script);
    else if (kind < 16) resize(random, frame, script);
    else if (kind < 17) giveAway(random, world, frame, script);
    else if (kind < 19) useSyscall(random, frame, script);
    else offend(random, frame, script);
  }
  if (random.oneIn(25)) script.leave(random.pick([1n, 5n, 0x1_0000_0000n, 0x2_0000_0000n, 27n << 32n, random.u64()]));
  return script.bytes();
}

function generateNested(random: Random, world: World, callee: Frame): Uint8Array {
  const script = generateScript(random, world, callee);
  return script.length > ROOM / callee.depth ? new Uint8Array(0) : script;
}

function owned(frame: Frame, { account, isWritable }: Held): boolean {
  return isWritable && pubkeyEqual(account.owner, frame.program);
}

function pickPlace(random: Random, frame: Frame, condition: (held: Held) => boolean): number | undefined {
  // Now and then any account, to be refused.
  const places = random.oneIn(12) ? placesOf(frame, () => true) : placesOf(frame, condition);
  return places.length === 0 ? undefined : random.pick(places);
}

function moveLamports(random: Random, frame: Frame, script: Script): void {
  const from = pickPlace(random, frame, (held) => owned(frame, held) && held.account.lamports > 1_000_000n);
  const to = pickPlace(random, frame, (held) => held.isWritable);
  if (from === undefined || to === undefined) return;
  const amount = BigInt(random.between(1, 1000));
  const [source, target] = [frame.held[from].account, frame.held[to].account];
  if (source === target) return;
  source.lamports -= amount;
  // A sum that does not add up must be refused.
  target.lamports += random.oneIn(20) ? amount + 1n : amount;
  script.write(frame.addresses[from].lamports, u64(source.lamports));
  script.write(frame.addresses[to].lamports, u64(target.lamports));
}

function writeData(random: Random, frame: Frame, script: Script): void {
  const place = pickPlace(random, frame, (held) => owned(frame, held) && held.account.dataLength > 0);
  if (place === undefined) return;
  const { dataLength } = frame.held[place].account;
  const length = Math.min(random.between(1, 24), Math.max(dataLength, 1));
  const offset = random.below(Math.max(dataLength - length, 0) + 1);
  script.write(frame.addresses[place].data + BigInt(offset), random.bytes(length));
}

/** Writes another length before the data: of an account of one's own, within the limit, mostly. */
function resize(random: Random, frame: Frame, script: Script): void {
  const place = pickPlace(random, frame, (held) => owned(frame, held));
  if (place === undefined) return;
  const { account } = frame.held[place];
  const lengths = [0, account.dataLength + random.below(200), random.below(account.dataLength + 1)];
  const limits = [account.dataLength + 10_240, account.dataLength + 10_241, 10_485_761];
  account.dataLength = random.oneIn(6) ? random.pick(limits) : random.pick(lengths);
  script.write(frame.addresses[place].data - 8n, u64(BigInt(account.dataLength)));
}

/** Assigns an account to another program, after clearing it, mostly. */
function giveAway(random: Random, world: World, frame: Frame, script: Script): void {
  const place = pickPlace(random, frame, (held) => owned(frame, held));
  if (place === undefined) return;
  const { account } = frame.held[place];
  const owner: Pubkey = random.pick([...world.puppets, ...world.otherPrograms.slice(0, 1)]);
  if (!random.oneIn(4)) script.write(frame.addresses[place].data, new Uint8Array(Math.min(account.dataLength, 2000)));
  script.write(frame.addresses[place].owner, owner);
  account.owner = owner;
}

const HEAP = BigInt(MM_HEAP_START);

function useSyscall(random: Random, frame: Frame, script: Script): void {
  const scratch = HEAP + 0x7000n;
  switch (random.below(8)) {
    case 0:
      script.write(scratch, new TextEncoder().encode("puppet")).syscall("sol_log_", scratch, 6n);
      return;
    case 1: {
      const length = random.pick([0, 1, 32, 100, 1024, 1025]);
      script.syscall("sol_set_return_data", HEAP, BigInt(length));
      return;
    }
    case 2:
      script.syscall("sol_get_return_data", scratch, BigInt(random.below(64)), scratch + 0x400n);
      script.syscall("sol_log_64_", BigInt(random.below(100)));
      return;
    case 3:
      script.syscall("sol_log_compute_units_");
      return;
    case 4:
      script.syscall("sol_get_stack_height").store(scratch).syscall("sol_log_data", scratch, 0n);
      return;
    case 5:
      siblings(random, script, scratch);
      return;
    case 6:
      if (frame.addresses.length > 0) script.syscall("sol_log_pubkey", random.pick(frame.addresses).key);
      return;
    default:
      script.syscall("sol_get_clock_sysvar", scratch).syscall("sol_get_rent_sysvar", scratch + 0x100n);
  }
}

/** Looks at an instruction that ran before, and logs what came back. */
function siblings(random: Random, script: Script, scratch: bigint): void {
  const meta = concatBytes(u64(BigInt(random.below(64))), u64(BigInt(random.below(16))));
  script.write(scratch, meta);
  const [programId, data, accounts] = [scratch + 0x20n, scratch + 0x40n, scratch + 0x100n];
  const index = BigInt(random.below(3));
  script.syscall("sol_get_processed_sibling_instruction", index, scratch, programId, data, accounts);
  script.store(scratch + 0x18n);
  script.write(scratch + 0x800n, concatBytes(u64(scratch), u64(0x60n)));
  script.syscall("sol_log_data", scratch + 0x800n, 1n);
}

/** Breaks a rule of the machine. */
function offend(random: Random, frame: Frame, script: Script): void {
  switch (random.below(7)) {
    case 0:
      script.forever();
      return;
    case 1:
      script.write(random.u64(), Uint8Array.of(1));
      return;
    case 2:
      script.write(BigInt(MM_BYTECODE_START), Uint8Array.of(1));
      return;
    case 3:
      script.copy(random.u64(), HEAP, 1);
      return;
    case 4:
      script.write(BigInt(MM_STACK_START) + BigInt(random.below(0x90000)), Uint8Array.of(1));
      return;
    case 5:
      script.syscall("sol_memcpy_", HEAP, HEAP + BigInt(random.below(16)), BigInt(random.below(32)));
      return;
    default:
      if (frame.addresses.length > 0) script.write(random.pick(frame.addresses).key, random.bytes(4));
  }
}
