import {
  type Address,
  address,
  fetchJsonParsedAccount,
  fetchJsonParsedAccounts,
  generateKeyPairSigner,
  getAddressEncoder,
  getBase64Encoder,
  getProgramDerivedAddress,
  type JsonParsedAddressLookupTableAccount,
  type JsonParsedBpfUpgradeableLoaderProgramAccount,
  type JsonParsedStakeProgramAccount,
  type JsonParsedSysvarAccount,
  type JsonParsedTokenProgramAccount,
  type JsonParsedVoteAccount,
  type StringifiedBigInt,
  type UnixTimestamp,
} from "@solana/kit";
import { MEMO_PROGRAM_ADDRESS } from "@solana-program/memo";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { beforeAll, describe, expect, it } from "vitest";
import { makeLookupTable } from "./lookup-table.js";
import { type KitStage, startKitStage } from "./stage.js";

const LOADER_V3 = address("BPFLoaderUpgradeab1e11111111111111111111111");
const NATIVE_MINT = address("So11111111111111111111111111111111111111112");
const NEVER = "18446744073709551615" as StringifiedBigInt;
const U64 = expect.any(BigInt) as bigint;
const DIGITS = expect.stringMatching(/^\d+$/) as StringifiedBigInt;
const ADDRESS = expect.any(String) as Address;

// What is expected is of Kit's own types, so that a field that they name and the cluster has not does not compile or fails.
describe("accounts as jsonParsed, by the types of Kit", () => {
  let stage: KitStage;
  const parse = async <T extends { info: object }>(key: Address) => {
    const account = await fetchJsonParsedAccount<T["info"]>(stage.rpc, key, { commitment: "processed" });
    if (!account.exists) throw new Error(`${key} is not there`);
    const { parsedAccountMeta, ...info } = account.data as T["info"] & { parsedAccountMeta?: unknown };
    return { meta: parsedAccountMeta, info };
  };

  beforeAll(async () => {
    stage = await startKitStage({ cluster: { slotsPerEpoch: 32n } });
    await stage.finalized(34n);
  });

  it("a vote account", async () => {
    const { meta, info } = await parse<JsonParsedVoteAccount>(stage.voteAccount);
    const { votes, epochCredits, authorizedVoters } = info as JsonParsedVoteAccount["info"];
    expect(meta).toEqual({ program: "vote", type: "vote" });
    const voter = { authorizedVoter: stage.voteAccount, epoch: U64 };
    const vote = { confirmationCount: expect.any(Number), latency: expect.any(Number), slot: U64 };
    const expected: JsonParsedVoteAccount["info"] = {
      authorizedVoters: authorizedVoters.map(() => voter),
      authorizedWithdrawer: stage.voteAccount,
      blockRevenueCollector: stage.identity,
      blockRevenueCommissionBps: 0,
      blsPubkeyCompressed: "1".repeat(48),
      commission: 0,
      epochCredits: epochCredits.map(() => ({ credits: DIGITS, epoch: U64, previousCredits: DIGITS })),
      inflationRewardsCollector: stage.voteAccount,
      inflationRewardsCommissionBps: 0,
      lastTimestamp: { slot: U64, timestamp: U64 as UnixTimestamp },
      nodePubkey: stage.identity,
      pendingDelegatorRewards: "0" as StringifiedBigInt,
      priorVoters: [],
      rootSlot: U64,
      votes: votes.map(() => vote),
    };
    expect(info).toEqual(expected);
    expect(votes).toHaveLength(31);
    expect(epochCredits.length).toBeGreaterThan(0);
  });

  it("a stake account", async () => {
    const [stake] = await stage.rpc
      .getProgramAccounts(address("Stake11111111111111111111111111111111111111"), { encoding: "jsonParsed" })
      .send();
    const { meta, info } = await parse<JsonParsedStakeProgramAccount>(stake!.pubkey);
    expect(meta).toEqual({ program: "stake", type: "delegated" });
    const { activatedStake } = (await stage.rpc.getVoteAccounts().send()).current[0]!;
    const expected: JsonParsedStakeProgramAccount["info"] = {
      meta: {
        authorized: { staker: ADDRESS, withdrawer: ADDRESS },
        lockup: {
          custodian: address("11111111111111111111111111111111"),
          epoch: 0n,
          unixTimestamp: 0n as UnixTimestamp,
        },
        rentExemptReserve: DIGITS,
      },
      stake: {
        creditsObserved: U64,
        delegation: {
          activationEpoch: DIGITS,
          deactivationEpoch: NEVER,
          stake: String(activatedStake) as StringifiedBigInt,
          voter: stage.voteAccount,
        },
      },
    };
    expect(info).toEqual(expected);
  });

  it("a lookup table", async () => {
    const payer = await stage.fund();
    const addresses = [stage.identity, stage.voteAccount];
    const { table, instructions } = await makeLookupTable(payer, (await stage.rpc.getSlot().send()) - 1n, addresses);
    const { slot } = await stage.send(payer, ...instructions);
    const expected: JsonParsedAddressLookupTableAccount["info"] = {
      addresses,
      authority: payer.address,
      deactivationSlot: NEVER,
      lastExtendedSlot: String(slot) as StringifiedBigInt,
      lastExtendedSlotStartIndex: 0,
    };
    const { meta, info } = await parse<JsonParsedAddressLookupTableAccount>(table);
    expect(meta).toEqual({ program: "address-lookup-table", type: "lookupTable" });
    expect(info).toEqual(expected);
  });

  it("a program and its data", async () => {
    type Info = JsonParsedBpfUpgradeableLoaderProgramAccount["info"];
    const seeds = [getAddressEncoder().encode(MEMO_PROGRAM_ADDRESS)];
    const [programData] = await getProgramDerivedAddress({ programAddress: LOADER_V3, seeds });
    const program = await parse<JsonParsedBpfUpgradeableLoaderProgramAccount>(MEMO_PROGRAM_ADDRESS);
    const expected: Info = { programData };
    expect(program).toEqual({ meta: { program: "bpf-upgradeable-loader", type: "program" }, info: expected });
    const { meta, info } = await parse<JsonParsedBpfUpgradeableLoaderProgramAccount>(programData);
    expect(meta).toEqual({ program: "bpf-upgradeable-loader", type: "programData" });
    expect(info).toEqual({ authority: null, data: [expect.any(String), "base64"], slot: 0n });
    const { data } = info as Extract<Info, { data: unknown }>;
    // Of a final program the room for the authority comes first (Agave: parse_bpf_loader.rs).
    expect([...getBase64Encoder().encode(data[0]).subarray(32, 36)]).toEqual([0x7f, 0x45, 0x4c, 0x46]);
  });

  it("a mint", async () => {
    const { meta, info } = await parse<JsonParsedTokenProgramAccount>(NATIVE_MINT);
    expect(meta).toEqual({ program: "spl-token", type: "mint" });
    const expected: JsonParsedTokenProgramAccount["info"] = {
      decimals: 9,
      freezeAuthority: null,
      isInitialized: true,
      mintAuthority: null,
      supply: "0" as StringifiedBigInt,
    };
    expect(info).toEqual(expected);
    expect((await stage.rpc.getTokenSupply(NATIVE_MINT).send()).value).toMatchObject({ amount: "0", decimals: 9 });
    expect((await fetchJsonParsedAccount(stage.rpc, NATIVE_MINT)).exists).toBe(true);
    expect(await stage.rpc.getAccountInfo(NATIVE_MINT, { encoding: "base64" }).send()).toMatchObject({
      value: { owner: TOKEN_PROGRAM_ADDRESS, space: 82n },
    });
  });

  it("every sysvar", async () => {
    type Of<T extends JsonParsedSysvarAccount["type"]> = Extract<JsonParsedSysvarAccount, { type: T }>["info"];
    const slot = await stage.rpc.getSlot({ commitment: "processed" }).send();
    const clock: Of<"clock"> = {
      epoch: U64,
      epochStartTimestamp: U64 as UnixTimestamp,
      leaderScheduleEpoch: U64,
      slot: U64,
      unixTimestamp: U64 as UnixTimestamp,
    };
    const found = await parse<{ info: Of<"clock"> }>(address("SysvarC1ock11111111111111111111111111111111"));
    expect(found).toEqual({ meta: { program: "sysvar", type: "clock" }, info: clock });
    expect((found.info as Of<"clock">).slot).toBeGreaterThanOrEqual(slot);
    const rent: Of<"rent"> = { lamportsPerByte: "5080" as StringifiedBigInt };
    expect((await parse(address("SysvarRent111111111111111111111111111111111"))).info).toEqual(rent);
    const epochSchedule: Of<"epochSchedule"> = {
      firstNormalEpoch: 0n,
      firstNormalSlot: 0n,
      leaderScheduleSlotOffset: 32n,
      slotsPerEpoch: 32n,
      warmup: false,
    };
    expect((await parse(address("SysvarEpochSchedu1e111111111111111111111111"))).info).toEqual(epochSchedule);
    const lastRestartSlot: Of<"lastRestartSlot"> = { lastRestartSlot: 0n };
    expect((await parse(address("SysvarLastRestartS1ot1111111111111111111111"))).info).toEqual(lastRestartSlot);
    const slotHistory: Of<"slotHistory"> = { bits: expect.stringMatching(/^1+0*$/) as string, nextSlot: U64 };
    expect((await parse(address("SysvarS1otHistory11111111111111111111111111"))).info).toMatchObject({
      nextSlot: slotHistory.nextSlot,
    });
    const lists = [
      "SysvarS1otHashes111111111111111111111111111",
      "SysvarStakeHistory1111111111111111111111111",
    ] as const;
    const [hashes, history] = await fetchJsonParsedAccounts(stage.rpc, lists.map(address), { commitment: "processed" });
    const values = [hashes, history].map((account) => Object.values((account as { data: object }).data));
    expect(values[0]).toContainEqual({ hash: expect.any(String), slot });
    const entry = { epoch: 0n, stakeHistory: { activating: 0n, deactivating: 0n, effective: U64 } };
    expect(values[1]).toContainEqual(entry satisfies Of<"stakeHistory">[number]);
  });

  it("null for what is not there", async () => {
    const { address: missing } = await generateKeyPairSigner();
    expect(await fetchJsonParsedAccount(stage.rpc, missing)).toEqual({ address: missing, exists: false });
  });
});
