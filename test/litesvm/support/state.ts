import type { Address, EncodedAccount } from "@solana/kit";
import type { LiteSVM } from "../../../src/litesvm/index.js";
import * as ids from "../../../src/solana/program-ids.js";
import { addressOf, SYSTEM_PROGRAM } from "./transactions.js";

/** The owners of what a VM starts with, but for the system program. */
const OWNERS: readonly Address[] = [
  ids.NATIVE_LOADER_ID,
  ids.LOADER_V1_ID,
  ids.LOADER_V2_ID,
  ids.LOADER_V3_ID,
  ids.SYSVAR_PROGRAM_ID,
  ids.FEATURE_PROGRAM_ID,
  ids.CONFIG_PROGRAM_ID,
  ids.TOKEN_PROGRAM_ID,
  ids.TOKEN_2022_PROGRAM_ID,
].map(addressOf);

/** All that a VM shows of itself; the airdrop account, whose address is random, by its lamports. */
export function stateOf(svm: LiteSVM): unknown {
  return [
    svm.latestBlockhash(),
    OWNERS.map((owner) => accountsOf(svm, owner)),
    svm
      .getProgramAccounts(SYSTEM_PROGRAM)
      .map(({ lamports }) => lamports)
      .sort(),
    [0n, 1n, 200n, 10_485_760n, 10_485_761n].map((length) => svm.minimumBalanceForRentExemption(length)),
  ];
}

export function accountsOf(svm: LiteSVM, owner: Address): EncodedAccount[] {
  return svm.getProgramAccounts(owner).sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** What the sysvars' getters give. */
export function sysvarsOf(svm: LiteSVM): unknown {
  const stakes = svm.getStakeHistory();
  const history = svm.getSlotHistory();
  return [
    svm.getClock(),
    svm.getEpochRewards(),
    svm.getEpochSchedule(),
    svm.getLastRestartSlot(),
    svm.getRent(),
    svm.getSlotHashes(),
    Array.from({ length: 20 }, (_, epoch) => stakes.get(BigInt(epoch))),
    [history.nextSlot, history.oldest(), history.newest(), history.bits.filter((word) => word !== 0n)],
  ];
}
