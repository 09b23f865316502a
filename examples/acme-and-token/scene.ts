import { getAddressEncoder, type KeyPairSigner } from "@solana/kit";
import { type AccountInfo, addressOf, deserialize, entrypoint, type Program, type Pubkey } from "callgate/program";
import type { Stage } from "../support/stage.js";
import { ACME_ID, acme, Silo, siloOf } from "./acme.js";
import { Purse, purseOf, TOKEN_ID, token } from "./token.js";

/** Alice with 100 tokens, Bob with 3 missiles, and the two programs, or others in their places. */
export async function scene(stage: Stage, programs: { acme?: Program; token?: Program } = {}) {
  const [alice, bob] = await Promise.all([stage.person("Alice"), stage.person("Bob")]);
  const tokenNames = () => "pay";
  const acmeNames = ([tag]: Uint8Array) => (tag === 0 ? "launchMissiles" : "payAndLaunchMissiles");
  stage.program("token", programs.token ?? token, tokenNames, addressOf(TOKEN_ID));
  stage.program("acme", programs.acme ?? acme, acmeNames, addressOf(ACME_ID));
  const [purse, till, silo] = [purseOf(keyOf(alice)), purseOf(ACME_ID), siloOf(keyOf(bob))];
  place(stage, "purse of Alice", purse, TOKEN_ID, Purse.encode({ owner: keyOf(alice), tokens: 100n }));
  place(stage, "purse of acme", till, TOKEN_ID, Purse.encode({ owner: ACME_ID, tokens: 0n }));
  place(stage, "silo of Bob", silo, ACME_ID, Silo.encode({ owner: keyOf(bob), missiles: 3, launched: 0 }));
  return {
    stage,
    svm: stage.svm,
    alice,
    bob,
    accounts: { purse: addressOf(purse), till: addressOf(till), silo: addressOf(silo) },
    /** What is in the purses and in the silo. */
    state: () => ({
      purse: deserialize(Purse, stage.dataOf(addressOf(purse))).tokens,
      till: deserialize(Purse, stage.dataOf(addressOf(till))).tokens,
      launched: deserialize(Silo, stage.dataOf(addressOf(silo))).launched,
    }),
  };
}

export type Change = (accounts: readonly AccountInfo[]) => void;

/** acme, with something done to its accounts before and after what it should do. */
export function acmeThat(does: { first?: Change; last?: Change }): Program {
  return entrypoint((programId, accounts, data) => {
    does.first?.(accounts);
    acme.process(programId, accounts, data);
    does.last?.(accounts);
  });
}

function keyOf({ address }: KeyPairSigner): Pubkey {
  return Uint8Array.from(getAddressEncoder().encode(address));
}

function place(stage: Stage, name: string, key: Pubkey, owner: Pubkey, data: Uint8Array): void {
  stage.name(key, name);
  const lamports = stage.svm.minimumBalanceForRentExemption(data.length);
  stage.svm.setAccount(addressOf(key), { lamports, owner: addressOf(owner), data });
}
