import { concatBytes } from "../../../base/bytes.js";
import type { Instruction } from "../../../solana/instruction.js";
import { ZK_ELGAMAL_PROOF_PROGRAM_ID } from "../../../solana/program-ids.js";
import { u8, u32 } from "../bytes.js";
import type { InitialAccount } from "../chain.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { createAccount } from "./system.js";
import { ZK_PROOFS } from "./zk-proofs.js";

const NUMBERS = [...ZK_PROOFS.keys()];
/** Range proofs take long; each comes less often than the rest. */
const SLOW: readonly number[] = [6, 7, 8];

function zk(accounts: Instruction["accounts"], ...data: readonly Uint8Array[]): Instruction {
  return { programId: ZK_ELGAMAL_PROOF_PROGRAM_ID, accounts, data: concatBytes(...data) };
}

function pickNumber({ random }: Pool): number {
  const number = random.pick(NUMBERS);
  return SLOW.includes(number) && !random.oneIn(6) ? 4 : number;
}

function proofData({ random }: Pool, number: number): Uint8Array {
  const proof = ZK_PROOFS.get(number)!;
  if (!random.oneIn(4)) return proof;
  if (random.oneIn(4)) return proof.slice(0, random.below(proof.length));
  const at = random.below(proof.length);
  return proof.with(at, proof[at] ^ (1 << random.below(8)));
}

/** The bytes of what is proved, by kind: what an account has to hold. */
const CONTEXT_BYTES = [0, 96, 192, 128, 32, 104, 264, 264, 264, 160, 256, 224, 352];
const STATE_HEAD_BYTES = 33;

/** From the instruction, with what was proved in a new account or nowhere. */
function verify(pool: Pool): Instruction[] {
  const { random } = pool;
  const number = pickNumber(pool);
  const data = proofData(pool, number);
  if (random.oneIn(2)) return [zk([], u8(number), data)];
  const key = pool.newKey();
  const length = STATE_HEAD_BYTES + CONTEXT_BYTES[number] + (random.oneIn(10) ? 1 : 0);
  return [
    createAccount(pool.payer(), key, pool.balanceFor(length), length, ZK_ELGAMAL_PROOF_PROGRAM_ID),
    zk([meta(key, "w"), meta(pool.payer())], u8(number), data),
  ];
}

/** From one of the accounts that hold proofs. */
function verifyFromAccount(pool: Pool): Instruction[] | undefined {
  const { random } = pool;
  const number = pickNumber(pool);
  const proof = ZK_PROOFS.get(number)!;
  const holder = pool.all().find(({ data }) => data.length === proof.length + OFFSET);
  const offset = random.oneIn(8) ? random.below(200) : OFFSET;
  return holder && [zk([meta(holder.key)], u8(number), u32(offset))];
}

const OFFSET = 3;

function proofAccounts(pool: Pool): InitialAccount[] {
  return NUMBERS.map((number) => {
    const data = concatBytes(new Uint8Array(OFFSET), ZK_PROOFS.get(number)!);
    return { key: pool.newKey(), lamports: 10_000_000_000n, data, owner: pool.payer() };
  });
}

function close(pool: Pool): Instruction[] | undefined {
  const states = pool.owned(ZK_ELGAMAL_PROOF_PROGRAM_ID);
  if (states.length === 0) return undefined;
  const { key, data } = pool.random.pick(states);
  const authority = pool.random.oneIn(8) ? pool.wallet() : data.slice(0, 32);
  const to = pool.random.oneIn(10) ? key : pool.wallet();
  return [zk([meta(key, "w"), meta(to, "w"), meta(authority, "s")], u8(0))];
}

export const zkProofGrammar: Grammar = {
  name: "zk-proof",
  makers: {
    verify: [10, verify],
    verifyFromAccount: [3, verifyFromAccount],
    close: [4, close],
    "unknown instruction": [1, ({ random }) => [zk([], u8(random.between(13, 255)), random.bytes(10))]],
  },
  accounts: proofAccounts,
};
