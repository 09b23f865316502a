import { describe, expect, test } from "vitest";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { newAgave } from "./oracle.js";

const agave = newAgave();
agave.withNativeMints();
const ownerOf = (id: Uint8Array) => {
  const owner = agave.getAccount(id)?.owner();
  return owner === undefined ? undefined : addressFromPubkey(new Uint8Array(owner));
};

describe("Agave has at these ids", () => {
  const native = addressFromPubkey(ids.NATIVE_LOADER_ID);
  const sysvars = addressFromPubkey(ids.SYSVAR_PROGRAM_ID);
  const loaderV1 = addressFromPubkey(ids.LOADER_V1_ID);
  const loaderV2 = addressFromPubkey(ids.LOADER_V2_ID);
  const loaderV3 = addressFromPubkey(ids.LOADER_V3_ID);
  test.each([
    ["SYSTEM_PROGRAM_ID", native],
    ["VOTE_PROGRAM_ID", native],
    ["COMPUTE_BUDGET_PROGRAM_ID", native],
    ["ZK_ELGAMAL_PROOF_PROGRAM_ID", native],
    ["LOADER_V1_ID", native],
    ["LOADER_V2_ID", native],
    ["LOADER_V3_ID", native],
    ["ED25519_PROGRAM_ID", native],
    ["SECP256K1_PROGRAM_ID", native],
    ["SECP256R1_PROGRAM_ID", native],
    ["STAKE_PROGRAM_ID", loaderV3],
    ["ADDRESS_LOOKUP_TABLE_PROGRAM_ID", loaderV3],
    ["TOKEN_PROGRAM_ID", loaderV3],
    ["TOKEN_2022_PROGRAM_ID", loaderV3],
    ["ASSOCIATED_TOKEN_PROGRAM_ID", loaderV2],
    ["MEMO_PROGRAM_ID", loaderV2],
    ["MEMO_V1_PROGRAM_ID", loaderV1],
    ["STAKE_CONFIG_ID", addressFromPubkey(ids.CONFIG_PROGRAM_ID)],
    ["NATIVE_MINT_ID", addressFromPubkey(ids.TOKEN_PROGRAM_ID)],
    ["NATIVE_MINT_2022_ID", addressFromPubkey(ids.TOKEN_2022_PROGRAM_ID)],
    ["SYSVAR_CLOCK_ID", sysvars],
    ["SYSVAR_EPOCH_REWARDS_ID", sysvars],
    ["SYSVAR_EPOCH_SCHEDULE_ID", sysvars],
    ["SYSVAR_FEES_ID", sysvars],
    ["SYSVAR_LAST_RESTART_SLOT_ID", sysvars],
    ["SYSVAR_RECENT_BLOCKHASHES_ID", sysvars],
    ["SYSVAR_RENT_ID", sysvars],
    ["SYSVAR_SLOT_HASHES_ID", sysvars],
    ["SYSVAR_SLOT_HISTORY_ID", sysvars],
    ["SYSVAR_STAKE_HISTORY_ID", sysvars],
  ] as [keyof typeof ids, string][])("%s, owned by %s", (name, owner) => {
    const id = Object.entries(ids).find(([other]) => other === name)?.[1] ?? expect.fail("no such id");
    expect(ownerOf(id)).toBe(owner);
  });
});

test("no two ids are the same", () => {
  const addresses = Object.values(ids).map(addressFromPubkey);
  expect(new Set(addresses).size).toBe(addresses.length);
});
