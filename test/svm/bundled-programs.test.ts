import { createHash } from "node:crypto";
import { LiteSVM } from "litesvm";
import { describe, expect, it } from "vitest";
import type { Account } from "../../src/solana/account.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import { featureNamed } from "../../src/solana/features.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID } from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { DEFAULT_RENT } from "../../src/solana/sysvars/rent.js";
import {
  accountsOfBundledProgram,
  BUNDLED_PROGRAMS,
  bundledProgramsFor,
  readBundledElf,
} from "../../src/svm/bundled-programs.js";
import type { ReadElf } from "../../src/svm/elf-source.js";
import { readElf as readElfFile } from "../../src/svm/elf-source-files.js";
import { oracleAccount } from "../runtime/oracle.js";

const oracle = new LiteSVM();
const inner = (oracle as unknown as { inner: never }).inner;
const { slot } = oracle.getClock();
const mainnet = bundledProgramsFor(FeatureSet.allEnabled());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const summary = (account: Account) => ({ ...account, data: sha256(account.data) });

describe("bundled programs", () => {
  it.each(BUNDLED_PROGRAMS.map((program) => [program.name, program] as const))("%s is what its entry says", (_, it) => {
    const elf = readBundledElf(it);
    expect(elf.length).toBe(it.elfLength);
    expect(sha256(elf)).toBe(it.elfSha256);
    const derived = it.loaderId === LOADER_V3_ID ? programdataAddressOf(it.id).address : undefined;
    expect(it.programdataAddress).toEqual(derived);
  });

  it("are all programs of LiteSVM's mainnet, account for account", () => {
    const theirs = [LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID].flatMap((loader) =>
      oracle.getProgramAccounts(addressFromPubkey(loader)).map(({ address }) => address),
    );
    const ours = mainnet.flatMap((program) => accountsOfBundledProgram(program, DEFAULT_RENT, slot));
    expect(ours.map(([key]) => addressFromPubkey(key)).sort()).toEqual([...theirs].sort());
    for (const [key, account] of ours) expect(summary(account)).toEqual(summary(oracleAccount(inner, key)!));
  });

  it("have the token program before p-token where its gate is off", () => {
    const features = FeatureSet.allEnabled();
    features.deactivate(featureNamed("replace_spl_token_with_p_token").id);
    const names = bundledProgramsFor(features).map(({ name }) => name);
    expect(names).toContain("token-3.5.0");
    expect(names).not.toContain("token");
    expect(names.length).toBe(mainnet.length);
  });

  it("share accounts among VMs with the same rent and slot", () => {
    const [token] = mainnet;
    const made = accountsOfBundledProgram(token, DEFAULT_RENT, 5n);
    expect(accountsOfBundledProgram(token, { ...DEFAULT_RENT }, 5n)).toBe(made);
    expect(accountsOfBundledProgram(token, DEFAULT_RENT, 6n)).not.toBe(made);
    const cheaper = accountsOfBundledProgram(token, { ...DEFAULT_RENT, lamportsPerByte: 5080n }, 6n);
    expect(cheaper[1][1].lamports).toBe(833_120n);
  });

  it("come out of the code for browsers as they are in the files", async () => {
    // Written by the build, which `npm test` runs first; without declarations, so TypeScript must not look.
    const path: string = "../../dist/bundle/elf-source-inline.js";
    const { readElf } = (await import(path)) as { readElf: ReadElf };
    for (const { name, elfSha256 } of BUNDLED_PROGRAMS) expect(sha256(readElf(name))).toBe(elfSha256);
    expect(() => readElf("nothing")).toThrow("there is no program nothing");
  });

  it("are missing by name when their file is", () => {
    expect(() => readElfFile("nothing")).toThrow(/expected the program nothing at file:.*assets\/nothing\.so/);
  });
});
