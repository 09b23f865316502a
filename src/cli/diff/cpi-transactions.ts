import { compileMessage } from "../../solana/message/compile.js";
import { SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../solana/transaction.js";
import { type Belief, type Held, makeFrame } from "./frame.js";
import type { Random } from "./random.js";
import { generateScript } from "./script-generator.js";
import type { World } from "./world.js";

const MAX_ACCOUNTS = 24;

/** What an account holds before the transaction; undefined if nothing is there. */
export type ReadAccount = (key: Uint8Array) => Omit<Belief, "key"> | undefined;

/** The wire bytes of a random transaction on the puppets of a world. Signatures are random. */
export function generateCpiTransaction(
  random: Random,
  world: World,
  blockhash: Uint8Array,
  read: ReadAccount,
): Uint8Array {
  const pool = accountPool(random, world, read);
  const instructions = Array.from({ length: random.oneIn(3) ? 2 : 1 }, () => {
    const program = random.pick(world.puppets);
    const accounts = random.shuffle(pool).slice(0, random.between(1, pool.length));
    const data = generateScript(random, world, makeFrame(program, accounts, 0));
    return {
      programId: program,
      accounts: accounts.map(({ account, isSigner, isWritable }) => ({ pubkey: account.key, isSigner, isWritable })),
      data,
    };
  });
  const message = compileMessage({
    feePayer: world.payer,
    instructions,
    blockhash,
    version: random.oneIn(4) ? 0 : "legacy",
  });
  // The oracle tells transactions apart by their first signature.
  const signatures = Array.from({ length: message.header.numRequiredSignatures }, () => random.bytes(64));
  return encodeTransaction(makeTransaction(message, signatures));
}

/** Some accounts of the world with one set of rights each, as a message gives them. */
function accountPool(random: Random, world: World, read: ReadAccount): Held[] {
  const programs = [...world.puppets, ...world.otherPrograms];
  const subjects = world.accounts.map(({ key }) => key).filter((key) => !pubkeyEqual(key, world.payer));
  const keys = random.shuffle([...subjects, ...world.vacant]).slice(0, MAX_ACCOUNTS / 2);
  const called = random.shuffle(programs).slice(0, random.between(2, 8));
  if (!random.oneIn(5)) called.push(...world.puppets, SYSTEM_PROGRAM_ID);
  return unique([...keys, ...called]).map((key): Held => {
    const isProgram = programs.some((program) => pubkeyEqual(program, key));
    const isWallet = world.wallets.some((wallet) => pubkeyEqual(wallet, key));
    const account = { key, ...(read(key) ?? { lamports: 0n, dataLength: 0, owner: SYSTEM_PROGRAM_ID }) };
    return { account, isSigner: isWallet && !random.oneIn(4), isWritable: !isProgram && !random.oneIn(5) };
  });
}

function unique(keys: readonly Uint8Array[]): Uint8Array[] {
  return keys.filter((key, i) => keys.findIndex((other) => pubkeyEqual(other, key)) === i);
}
