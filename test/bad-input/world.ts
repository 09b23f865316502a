import { base58Decode } from "../../src/base/base58.js";
import { concatBytes } from "../../src/base/bytes.js";
import { puppetAssembly } from "../../src/cli/diff/puppet.js";
import {
  associatedTokenAddress,
  createAccount,
  createAssociatedToken,
  initializeMint2,
  MINT_SIZE,
  mintTo,
} from "../../src/cli/tour/instructions.js";
import { getPublicKey } from "../../src/crypto/ed25519.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLoaderV3State } from "../../src/solana/loader-v3-state.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import { LOADER_V3_ID, TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { createSvm, type Svm, type SvmOptions } from "../../src/svm/index.js";
import { unsignedWire } from "../helpers/transactions.js";
import { WORLD } from "../svm/random-transactions.js";

const keyOf = (name: string): Pubkey => new Uint8Array(32).fill(0x2e).map((pad, i) => name.charCodeAt(i) || pad);

/** Who and what the hostile transactions find. */
export const SECRET_KEY = new Uint8Array(32).fill(7);
export const PAYER = getPublicKey(SECRET_KEY);
export const MINT = keyOf("mint");
export const OTHER = keyOf("other");
export const TOKENS = associatedTokenAddress(PAYER, MINT);
export const OTHER_TOKENS = associatedTokenAddress(OTHER, MINT);
/** A program that does what its data says, the payer may upgrade it; a buffer with the same ELF. */
export const PUPPET = keyOf("puppet");
export const BUFFER = keyOf("buffer");
export const PUPPET_DATA = keyOf("data of the puppet");

export const PUPPET_ELF = buildElf(assemble(puppetAssembly(), SbpfVersion.V0));

/** A VM with wallets, nonces, lookup tables, tokens and programs. */
export function newWorld(options: SvmOptions = {}): Svm {
  const svm = createSvm({ ...options, signatureVerification: false });
  for (const [key, { lamports = 1_000_000_000n, ...account }] of WORLD) svm.setAccount(key, { lamports, ...account });
  svm.airdrop(PAYER, 1_000_000_000_000n);
  svm.airdrop(OTHER, 5_000_000_000n);
  svm.addProgram(PUPPET, PUPPET_ELF, { upgradeAuthority: PAYER });
  const buffer = encodeLoaderV3State({ kind: "buffer", authority: PAYER });
  svm.setAccount(BUFFER, { lamports: 10_000_000_000n, owner: LOADER_V3_ID, data: concatBytes(buffer, PUPPET_ELF) });
  svm.setAccount(PUPPET_DATA, { lamports: 10_000_000n, owner: PUPPET, data: new Uint8Array(100) });
  const rent = svm.minimumBalanceForRentExemption(MINT_SIZE);
  must(svm, createAccount(PAYER, MINT, rent, MINT_SIZE, TOKEN_PROGRAM_ID), initializeMint2(MINT, 6, PAYER));
  must(svm, createAssociatedToken(PAYER, PAYER, MINT), createAssociatedToken(PAYER, OTHER, MINT));
  must(svm, mintTo(MINT, TOKENS, PAYER, 1_000_000_000n));
  svm.warpToSlot(svm.slot + 1n);
  svm.bank.settings.signatureVerification = options.signatureVerification ?? false;
  return svm;
}

function must(svm: Svm, ...instructions: Instruction[]): void {
  const result = svm.sendTransaction(wireOf(svm, instructions));
  if (!result.ok)
    throw new Error(`the world cannot be made: ${JSON.stringify(result.error)} ${result.logs.join("\n")}`);
}

/** Instructions on the wire, unsigned; the payer pays. */
export function wireOf(svm: Svm, instructions: readonly Instruction[], feePayer: Pubkey = PAYER): Uint8Array {
  return unsignedWire(compileMessage({ feePayer, instructions, blockhash: base58Decode(svm.latestBlockhash())! }));
}
