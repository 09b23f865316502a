import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import type { Campaign, Case, InitialAccount, TransactionCase } from "../chain.js";
import { otherRent } from "../programs/sysvars.js";
import type { Random } from "../random.js";
import { keysOf } from "../touched-keys.js";
import { pickWeighted } from "../weighted.js";
import { composeTransaction } from "./compose.js";
import type { Grammar, HostMaker } from "./grammar.js";
import { Pool } from "./pool.js";
import { proxyElf } from "./proxy.js";

const PAYERS = 5;
const WALLET_LAMPORTS = 10n ** 15n;
const HOST_PERCENT = 4;

/** What the host does in every campaign: time passes. */
const HOST: Readonly<Record<string, readonly [number, HostMaker]>> = {
  "new blockhash": [3, () => (chain) => chain.expireBlockhash()],
  "next slot": [
    4,
    ({ clock }) =>
      (chain) =>
        chain.warpToSlot(clock.slot + 1n),
  ],
  "earlier slot": [
    1,
    ({ clock }) =>
      (chain) =>
        chain.warpToSlot(clock.slot - 3n),
  ],
  "other rent": [1, otherRent],
  "later slot": [
    2,
    ({ clock, random }) => {
      const slot = clock.slot + BigInt(random.between(2, 600));
      return (chain) => chain.warpToSlot(slot);
    },
  ],
};

/** Random transactions of a grammar. */
export function grammarCampaign(grammar: Grammar, random: Random): Campaign {
  const pool = new Pool(random, PAYERS);
  const accounts = [
    ...pool.payers.map(wallet),
    ...pool.derived.map(({ key }) => wallet(key)),
    ...(grammar.accounts?.(pool) ?? []),
  ];
  const host = { ...HOST, ...grammar.host };
  const sent: TransactionCase[] = [];
  let changed: readonly Pubkey[] = accounts.map(({ key }) => key);
  return {
    name: grammar.name,
    checks: random.oneIn(2),
    prepare(chain) {
      for (const puppet of pool.puppets) chain.addProgram(puppet, proxyElf());
      for (const account of accounts) chain.setAccount(account);
    },
    next(view) {
      pool.refresh(view, changed);
      const next = nextCase(pool, grammar, host, sent);
      changed = "wire" in next ? (keysOf(next.wire, view) ?? []) : pool.all().map(({ key }) => key);
      return next;
    },
  };
}

/** How many transactions may be sent again. */
const REMEMBERED = 60;

function nextCase(pool: Pool, grammar: Grammar, host: typeof HOST, sent: TransactionCase[]): Case {
  if (sent.length > 0 && pool.random.oneIn(60)) return { kind: "sent again", wire: pool.random.pick(sent).wire };
  if (pool.random.below(100) < HOST_PERCENT) {
    const [kind, make] = pickWeighted(pool.random, host);
    const act = make(pool);
    if (act !== undefined) return { kind: `host: ${kind}`, act };
  }
  const next = composeTransaction(pool, grammar);
  sent.push(next);
  if (sent.length > REMEMBERED) sent.shift();
  return next;
}

function wallet(key: Pubkey): InitialAccount {
  return { key, lamports: WALLET_LAMPORTS, data: new Uint8Array(0), owner: SYSTEM_PROGRAM_ID };
}
