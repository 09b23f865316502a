import { bytesEqual } from "../../base/bytes.js";
import type { U64 } from "../../base/u64.js";
import { C_INSTRUCTION, type InstructionLayout, RUST_INSTRUCTION } from "../../runtime/cpi/translate-instruction.js";
import type { InvokeContext } from "../../runtime/invoke-context.js";
import { translateSlice } from "../../runtime/memory.js";
import { type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../solana/pubkey.js";
import { readCall } from "../../trace/recorder/guest-arguments.js";
import type { RecordedCall } from "../../trace/recorder/recording.js";
import type { Fix } from "../model.js";
import { bytesOf } from "../words.js";
import { CallMemory, type Machine } from "./call-memory.js";

export type Arguments = readonly [U64, U64, U64, U64, U64];
type Seeds = readonly Uint8Array[];

/** A change of the calls that a program makes. */
export interface CallEdit {
  /** The caller. */
  readonly program: Pubkey;
  /** The arguments of the syscall in the place of these; the same if the call is another. */
  edit(request: CallRequest): Arguments;
}

/** A call that a program is about to make. */
export interface CallRequest {
  readonly context: InvokeContext;
  readonly vm: Machine;
  readonly syscall: string;
  readonly args: Arguments;
  readonly call: RecordedCall;
  readonly memory: CallMemory;
}

/** What a fix changes in a program's calls; undefined for other fixes. */
export function callEditOf(fix: Fix): CallEdit | undefined {
  if (fix.kind === "signerSeeds") return signingEdit(fix);
  if (fix.kind === "passAccount") return passingEdit(fix);
  return undefined;
}

/** The arguments with all edits of this program applied. */
export function editedArguments(
  edits: readonly CallEdit[],
  context: InvokeContext,
  vm: Machine,
  syscall: string,
  args: Arguments,
): Arguments {
  const memory = new CallMemory(vm);
  const program = context.transaction.currentInstruction.programKey;
  return edits.reduce((current, edit) => {
    const call = pubkeyEqual(edit.program, program) ? readCall(vm.memory, syscall, current) : undefined;
    return call === undefined ? current : edit.edit({ context, vm, syscall, args: current, call, memory });
  }, args);
}

function signingEdit(fix: Fix & { kind: "signerSeeds" }): CallEdit {
  const address = pubkeyFromAddress(fix.address);
  const [given, right] = [fix.given && bytesOf(fix.given), bytesOf(fix.seeds)];
  return {
    program: pubkeyFromAddress(fix.program),
    edit({ args, call, memory }) {
      const sets: readonly Seeds[] | undefined = call.signerSeeds;
      if (sets === undefined) return args;
      const at = given === null ? -1 : sets.findIndex((set) => sameSeeds(set, given));
      const asksForIt = call.metas.some(({ pubkey, isSigner }) => isSigner && pubkeyEqual(pubkey, address));
      if (at < 0 && !asksForIt) return args;
      const edited = at < 0 ? [...sets, right] : sets.with(at, right);
      const places = edited.map((seeds) => ({ place: memory.slices(seeds), length: seeds.length }));
      return [args[0], args[1], args[2], memory.pairs(places).vmAddress, edited.length];
    },
  };
}

function sameSeeds(a: Seeds, b: Seeds): boolean {
  return a.length === b.length && a.every((seed, i) => bytesEqual(seed, b[i]!));
}

function passingEdit(fix: Fix & { kind: "passAccount" }): CallEdit {
  const [callee, address] = [pubkeyFromAddress(fix.callee), pubkeyFromAddress(fix.address)];
  return {
    program: pubkeyFromAddress(fix.program),
    edit(request) {
      const { call, args } = request;
      const place = accountPlace(request.context, address);
      if (!pubkeyEqual(call.programId, callee) || place < 0) return args;
      const instruction = withMeta(request, address, fix);
      if (call.infoKeys?.some((key) => pubkeyEqual(key, address)) !== false) {
        return [instruction, args[1], args[2], args[3], args[4]];
      }
      const infos = withInfo(request, place);
      return [instruction, infos, call.infosGiven + 1, args[3], args[4]];
    },
  };
}

/** Among the accounts that the caller was given; -1 if it was not. */
function accountPlace({ transaction }: InvokeContext, address: Pubkey): number {
  const { accounts } = transaction.currentInstruction;
  return accounts.findIndex(({ indexInTransaction }) =>
    pubkeyEqual(transaction.accounts.at(indexInTransaction).key, address),
  );
}

interface Rights {
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** A copy of the instruction in which the account has these rights, besides those that it had. */
function withMeta({ vm, syscall, args, call, memory }: CallRequest, address: Pubkey, rights: Rights): number {
  const layout = isRust(syscall) ? RUST_INSTRUCTION : C_INSTRUCTION;
  const { bytes, view } = vm.memory.linear;
  const from = translateSlice(vm.memory, args[0], 1, layout.size, 1, false);
  const instruction = bytes.slice(from, from + layout.size);
  const metasAt = view.getBigUint64(from + layout.metas, true);
  const length = call.metasGiven * layout.metaSize;
  const metasFrom = translateSlice(vm.memory, Number(metasAt), length, 1, 1, false);
  const given = bytes.slice(metasFrom, metasFrom + length);
  const at = call.metas.findIndex(({ pubkey }) => pubkeyEqual(pubkey, address));
  const metas = at < 0 ? appended(given, newMeta(layout, address, memory)) : given;
  const meta = at < 0 ? length : at * layout.metaSize;
  if (rights.isSigner) metas[meta + layout.isSigner] = 1;
  if (rights.isWritable) metas[meta + layout.isWritable] = 1;
  const fields = new DataView(instruction.buffer);
  fields.setBigUint64(layout.metas, BigInt(memory.bytes(metas).vmAddress), true);
  fields.setBigUint64(layout.metasLength, BigInt(metas.length / layout.metaSize), true);
  return memory.bytes(instruction).vmAddress;
}

function newMeta(layout: InstructionLayout, address: Pubkey, memory: CallMemory): Uint8Array {
  const meta = new Uint8Array(layout.metaSize);
  if (layout.pointsToKeys) new DataView(meta.buffer).setBigUint64(0, BigInt(memory.bytes(address).vmAddress), true);
  else meta.set(address);
  return meta;
}

/** The bytes of an AccountInfo in Rust and in C. */
const RUST_INFO_BYTES = 48;
const C_INFO_BYTES = 56;

/** A copy of the AccountInfos with one more, whose pointers are those that the program was given. */
function withInfo({ context, vm, syscall, args, call, memory }: CallRequest, place: number): number {
  const { bytes, view } = vm.memory.linear;
  const { accounts, inputOffset } = context.memory;
  const { vmKeyAddress, vmLamportsAddress, vmDataAddress, vmOwnerAddress, dataOffset } = accounts[place]!;
  const dataLength = view.getBigUint64(inputOffset + dataOffset - 8, true);
  const [key, lamports, data, owner] = [vmKeyAddress, vmLamportsAddress, vmDataAddress, vmOwnerAddress].map(BigInt);
  const size = isRust(syscall) ? RUST_INFO_BYTES : C_INFO_BYTES;
  const from = translateSlice(vm.memory, args[1], call.infosGiven, size, 1, false);
  const given = bytes.slice(from, from + call.infosGiven * size);
  const cell = (...words: bigint[]) => BigInt(memory.words([1n, 1n, 0n, ...words]).vmAddress);
  const words = isRust(syscall)
    ? [key!, cell(lamports!), cell(data!, dataLength), owner!, 0n, 0n]
    : [key!, lamports!, dataLength, data!, owner!, 0n, 0n];
  return memory.bytes(appended(given, new Uint8Array(BigUint64Array.from(words).buffer))).vmAddress;
}

function isRust(syscall: string): boolean {
  return syscall === "sol_invoke_signed_rust";
}

function appended(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
