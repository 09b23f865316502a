import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_INSTRUCTIONS_ID, ZK_ELGAMAL_PROOF_PROGRAM_ID } from "../../../solana/program-ids.js";
import { TOKEN_EXTENSION } from "../../../solana/token-extension.js";
import { u8, u16, u64 } from "../bytes.js";
import { meta } from "../grammar/pool.js";
import {
  DECRYPTABLE_ZERO,
  ELGAMAL_PUBKEY,
  PUBKEY_VALIDITY_PROOF,
  ZERO_CIPHERTEXT_PROOF,
} from "./confidential-proofs.js";
import { decimals, type SceneMaker, type TokenScene } from "./token-base.js";
import type { TokenAccount } from "./token-state.js";

const ACCOUNT = TOKEN_EXTENSION.confidentialTransferAccount;
const MINT = TOKEN_EXTENSION.confidentialTransferMint;

/** An instruction of the extension. */
function confidential(scene: TokenScene, tag: number, metas: readonly AccountMeta[], ...fields: readonly Uint8Array[]) {
  return scene.instruction(27, metas, u8(tag), ...fields);
}

/** The proof that the instruction before refers to. */
function proof({ pool }: TokenScene, tag: number, bytes: Uint8Array): Instruction {
  const at = pool.random.below(bytes.length);
  const data = pool.random.oneIn(15) ? bytes.with(at, bytes[at] ^ 1) : bytes;
  return { programId: ZK_ELGAMAL_PROOF_PROGRAM_ID, accounts: [], data: concatBytes(u8(tag), data) };
}

/** How far away the proof is: the next instruction. */
function offset({ pool }: TokenScene): Uint8Array {
  return u8(pool.random.oneIn(25) ? pool.random.below(256) : 1);
}

/** An account of a mint with confidential transfers gets room for its own, then its key. */
function configure(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const account = scene.account((one) => isConfidentialMint(scene, one) && !one.extensions.has(ACCOUNT));
  if (account === undefined) return undefined;
  const owner = scene.authority(account.owner);
  const room = [meta(account.key, "w"), meta(pool.payer(), "sw"), meta(SYSTEM_PROGRAM_ID), ...owner];
  const metas = [meta(account.key, "w"), meta(account.mint), meta(SYSVAR_INSTRUCTIONS_ID), ...owner];
  const fields = [DECRYPTABLE_ZERO, u64(BigInt(pool.random.below(5))), offset(scene)];
  return [
    ...(pool.random.oneIn(20) ? [] : [scene.instruction(29, room, u16(ACCOUNT))]),
    confidential(scene, 2, metas, ...fields),
    proof(scene, 4, PUBKEY_VALIDITY_PROOF),
  ];
}

function isConfidentialMint(scene: TokenScene, account: TokenAccount): boolean {
  return scene.mintOf(account)?.extensions.has(MINT) === true;
}

function onAccount(make: (scene: TokenScene, account: TokenAccount) => Instruction[]): SceneMaker {
  return (scene) => {
    const account = scene.account(({ extensions }) => extensions.has(ACCOUNT));
    return account && make(scene, account);
  };
}

function approve(scene: TokenScene, { key, mint: mintKey }: TokenAccount): Instruction[] {
  const mint = scene.mints.find(({ extensions }) => extensions.has(MINT));
  const authority = scene.authority(mint?.extensions.get(MINT)?.slice(0, 32));
  return [confidential(scene, 3, [meta(key, "w"), meta(mintKey), ...authority])];
}

function deposit(scene: TokenScene, account: TokenAccount): Instruction[] {
  const metas = [meta(account.key, "w"), meta(account.mint), ...scene.authority(account.owner)];
  const amount = scene.pool.partOf(account.amount);
  return [confidential(scene, 5, metas, u64(amount), decimals(scene.pool, scene.mintOf(account)))];
}

function applyPending(scene: TokenScene, { key, owner }: TokenAccount): Instruction[] {
  const counter = u64(BigInt(scene.pool.random.below(3)));
  return [confidential(scene, 8, [meta(key, "w"), ...scene.authority(owner)], counter, DECRYPTABLE_ZERO)];
}

function empty(scene: TokenScene, { key, owner }: TokenAccount): Instruction[] {
  const metas = [meta(key, "w"), meta(SYSVAR_INSTRUCTIONS_ID), ...scene.authority(owner)];
  return [confidential(scene, 4, metas, offset(scene)), proof(scene, 1, ZERO_CIPHERTEXT_PROOF)];
}

/** Takes confidential and other transfers, or refuses them. */
function credits(scene: TokenScene, { key, owner }: TokenAccount): Instruction[] {
  return [confidential(scene, scene.pool.random.between(9, 12), [meta(key, "w"), ...scene.authority(owner)])];
}

function updateMint(scene: TokenScene): Instruction[] | undefined {
  const mint = scene.mint(({ extensions }) => extensions.has(MINT));
  if (mint === undefined) return undefined;
  const metas = [meta(mint.key, "w"), ...scene.authority(mint.extensions.get(MINT)?.slice(0, 32))];
  const auditor = scene.pool.random.oneIn(2) ? ELGAMAL_PUBKEY : new Uint8Array(32);
  return [confidential(scene, 1, metas, u8(scene.pool.random.below(2)), auditor)];
}

/** What confidential transfers do without proofs about amounts. */
export const confidentialMakers: Readonly<Record<string, readonly [number, SceneMaker]>> = {
  "confidential configure": [6, configure],
  "confidential approve": [1, onAccount(approve)],
  "confidential deposit": [3, onAccount(deposit)],
  "confidential applyPending": [2, onAccount(applyPending)],
  "confidential empty": [1, onAccount(empty)],
  "confidential credits": [1, onAccount(credits)],
  "confidential updateMint": [1, updateMint],
};
