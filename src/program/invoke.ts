import type { Instruction } from "../solana/instruction.js";
import { type AccountInfo, requireAccountState } from "./account-info.js";
import type { AccountState } from "./account-state.js";
import { copyInstruction, copyList, copySeeds } from "./arguments.js";
import { type Frame, requireFrame } from "./frame.js";
import type { Scratch } from "./scratch.js";

// How C programs lay out a call (solana-define-syscall, sol_invoke_signed_c).
const INSTRUCTION_BYTES = 40;
const META_BYTES = 16;
const ACCOUNT_INFO_BYTES = 56;

/** `invokeSigned` without signer seeds. */
export function invoke(instruction: Instruction, accounts: readonly AccountInfo[]): void {
  invokeWith("invoke", instruction, accounts, []);
}

/**
 * Calls another program (solana-cpi, invoke_signed): returns when it succeeded, and otherwise this program ends with its
 * error. The callee gets the rights that the instruction's metas ask for and this program holds; for each of
 * `signerSeeds` the address that the seeds derive from this program's id counts as a signer.
 *
 * @param accounts an AccountInfo for each account of the instruction, in any order.
 * @param signerSeeds the seeds of each address to sign for, the bump included.
 */
export function invokeSigned(
  instruction: Instruction,
  accounts: readonly AccountInfo[],
  signerSeeds: readonly (readonly Uint8Array[])[],
): void {
  invokeWith("invokeSigned", instruction, accounts, signerSeeds);
}

function invokeWith(
  caller: string,
  givenInstruction: unknown,
  givenAccounts: unknown,
  givenSignerSeeds: unknown,
): void {
  const frame = requireFrame(caller);
  const instruction = copyInstruction(givenInstruction, caller);
  const accounts = copyList(givenAccounts, caller, "accounts", (info) => requireAccountState(info, caller));
  const signerSeeds = copyList(givenSignerSeeds, caller, "signerSeeds", (seeds) => copySeeds(seeds, caller));
  frame.storeData();
  const scratch = frame.scratch();
  const instructionAddress = layOutInstruction(scratch, instruction);
  const infosAddress = layOutAccountInfos(scratch, accounts);
  const seedsAddress = layOutSignerSeeds(scratch, signerSeeds);
  call(frame, instructionAddress, infosAddress, accounts.length, seedsAddress, signerSeeds.length);
}

function call(frame: Frame, instruction: number, infos: number, infosLength: number, seeds: number, length: number) {
  frame.syscall("sol_invoke_signed_c", instruction, infos, infosLength, seeds, length);
  frame.refreshData();
}

/** SolInstruction {program id*, metas*, how many, data*, length}; SolAccountMeta {key*, writable, signer}. */
function layOutInstruction(scratch: Scratch, { programId, accounts, data }: Instruction): number {
  const instruction = scratch.reserve(INSTRUCTION_BYTES);
  const metas = scratch.reserve(accounts.length * META_BYTES);
  scratch.setU64(instruction, scratch.put(programId));
  scratch.setU64(instruction + 8, metas);
  scratch.setU64(instruction + 16, accounts.length);
  scratch.setU64(instruction + 24, scratch.put(data));
  scratch.setU64(instruction + 32, data.length);
  accounts.forEach(({ pubkey, isSigner, isWritable }, i) => {
    const meta = metas + i * META_BYTES;
    scratch.setU64(meta, scratch.put(pubkey));
    scratch.setU8(meta + 8, Number(isWritable));
    scratch.setU8(meta + 9, Number(isSigner));
  });
  return instruction;
}

/** SolAccountInfo {key*, lamports*, data length, data*, owner*, rent epoch, signer, writable, executable}. */
function layOutAccountInfos(scratch: Scratch, accounts: readonly AccountState[]): number {
  const infos = scratch.reserve(accounts.length * ACCOUNT_INFO_BYTES);
  accounts.forEach((account, i) => {
    const info = infos + i * ACCOUNT_INFO_BYTES;
    const { place } = account;
    const words = [place.keyAddress, place.lamportsAddress, account.dataLength, place.dataAddress, place.ownerAddress];
    words.forEach((word, position) => {
      scratch.setU64(info + 8 * position, word);
    });
    scratch.setU64(info + 40, 0xffff_ffff_ffff_ffffn);
    scratch.setU8(info + 48, Number(place.isSigner));
    scratch.setU8(info + 49, Number(place.isWritable));
    scratch.setU8(info + 50, Number(place.executable));
  });
  return infos;
}

/** SolSignerSeeds {seeds*, how many}; SolSignerSeed {bytes*, length}. */
function layOutSignerSeeds(scratch: Scratch, signerSeeds: readonly (readonly Uint8Array[])[]): number {
  const groups = scratch.reserve(signerSeeds.length * 16);
  signerSeeds.forEach((seeds, i) => {
    scratch.setU64(groups + 16 * i, scratch.putSlices(seeds));
    scratch.setU64(groups + 16 * i + 8, seeds.length);
  });
  return groups;
}
