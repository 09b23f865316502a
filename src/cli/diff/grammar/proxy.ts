import { assemble } from "../../../sbpf/assembler.js";
import { buildElf } from "../../../sbpf/elf-builder.js";
import { MM_HEAP_START } from "../../../sbpf/memory-layout.js";
import { SbpfVersion } from "../../../sbpf/version.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { type Held, makeFrame } from "../frame.js";
import { Image } from "../image.js";
import { layOutC, layOutRust, type PlannedCall } from "../invocation.js";
import { puppetAssembly, Script } from "../puppet.js";
import { meta, type Pool } from "./pool.js";

const HEAP = BigInt(MM_HEAP_START);

let elf: Uint8Array | undefined;

/** The program that passes instructions on. sBPF v3 runs under all gates. */
export function proxyElf(): Uint8Array {
  elf ??= buildElf(assemble(puppetAssembly(), SbpfVersion.V3));
  return elf;
}

/**
 * An instruction for a puppet that calls `instruction` and signs for its own addresses. It finds the accounts where
 * their lengths put them, so it comes to nothing if a length changes in the same transaction before.
 */
function proxied(pool: Pool, instruction: Instruction, puppet: Pubkey): Instruction {
  const held = heldBy(pool, instruction, puppet);
  const frame = makeFrame(puppet, held, 0);
  const call: PlannedCall = {
    programId: instruction.programId,
    metas: instruction.accounts.map(({ pubkey, isSigner, isWritable }) => ({
      key: pubkey,
      isSigner: Number(isSigner),
      isWritable: Number(isWritable),
    })),
    data: instruction.data,
    infos: held.map(({ account }, i) => ({ addresses: frame.addresses[i], dataLength: BigInt(account.dataLength) })),
    signers: pool.derived
      .filter(({ key, program }) => pubkeyEqual(program, puppet) && isSignerOf(instruction, key))
      .map(({ seeds }) => seeds),
  };
  const image = new Image(HEAP);
  const inRust = pool.random.oneIn(2);
  const args = inRust ? layOutRust(call, image) : layOutC(call, image);
  const script = new Script().write(HEAP, image.bytes());
  script.syscall(inRust ? "sol_invoke_signed_rust" : "sol_invoke_signed_c", ...args);
  const accounts = held.map(({ account, isSigner, isWritable }): AccountMeta => {
    return { pubkey: account.key, isSigner, isWritable };
  });
  return { programId: puppet, accounts, data: script.bytes() };
}

function isSignerOf({ accounts }: Instruction, key: Pubkey): boolean {
  return accounts.some(({ pubkey, isSigner }) => isSigner && pubkeyEqual(pubkey, key));
}

/** Each account once, with all rights that the call needs of it, and the program. */
function heldBy(pool: Pool, { programId, accounts }: Instruction, puppet: Pubkey): Held[] {
  const held: Held[] = [];
  for (const { pubkey } of [...accounts, meta(programId)]) {
    if (held.some(({ account }) => pubkeyEqual(account.key, pubkey))) continue;
    const same = accounts.filter((other) => pubkeyEqual(other.pubkey, pubkey));
    const signedHere = pool.derived.some(
      ({ key, program }) => pubkeyEqual(key, pubkey) && pubkeyEqual(program, puppet),
    );
    const state = pool.look(pubkey);
    held.push({
      account: {
        key: pubkey,
        lamports: state?.lamports ?? 0n,
        dataLength: state?.data.length ?? 0,
        owner: state?.owner ?? SYSTEM_PROGRAM_ID,
      },
      isSigner: !signedHere && same.some(({ isSigner }) => isSigner),
      isWritable: same.some(({ isWritable }) => isWritable),
    });
  }
  return held;
}

/** The instruction as it is, or by a puppet, if one of its signers is a puppet's address or by chance. */
export function throughPuppets(pool: Pool, instruction: Instruction, percent: number): Instruction {
  const { random } = pool;
  const signing = pool.derived.find(({ key }) => isSignerOf(instruction, key));
  if (signing === undefined && random.below(100) >= percent) return instruction;
  const once = proxied(pool, instruction, signing?.program ?? random.pick(pool.puppets));
  return random.oneIn(6) ? proxied(pool, once, random.pick(pool.puppets)) : once;
}
