import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import type { Account } from "../../../src/solana/account.js";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { featureNamed } from "../../../src/solana/features.js";
import type { AccountMeta } from "../../../src/solana/instruction.js";
import { SYSTEM_PROGRAM_ID, ZK_ELGAMAL_PROOF_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { expectSameAsOracle } from "../compare.js";
import { account, accountMap, key, run } from "../harness.js";
import { type AccountEntry, PAYER, PAYER_ACCOUNT, r, s, w, ws } from "./system-case.js";
import { makeProofs } from "./zk-proofs.js";

const NAMES = [
  "VerifyZeroCiphertext",
  "VerifyCiphertextCiphertextEquality",
  "VerifyCiphertextCommitmentEquality",
  "VerifyPubkeyValidity",
  "VerifyPercentageWithCap",
  "VerifyBatchedRangeProofU64",
  "VerifyBatchedRangeProofU128",
  "VerifyBatchedRangeProofU256",
  "VerifyGroupedCiphertext2HandlesValidity",
  "VerifyBatchedGroupedCiphertext2HandlesValidity",
  "VerifyGroupedCiphertext3HandlesValidity",
  "VerifyBatchedGroupedCiphertext3HandlesValidity",
];
const UNITS = [6000, 8000, 6400, 2600, 6500, 111_000, 200_000, 368_000, 6400, 13_000, 8100, 16_400];
const CONTEXT_SIZES = [96, 192, 128, 32, 104, 264, 264, 264, 160, 256, 224, 352];
const RANGE_PROOFS = [6, 7, 8];
const UNIT = 32;

const proofs = makeProofs();
const pubkeyProof = proofs[3]!;

function instruction(data: Uint8Array, ...accounts: AccountMeta[]) {
  return { programId: ZK_ELGAMAL_PROOF_PROGRAM_ID, accounts, data };
}

/** Runs one instruction here and on the oracle; gives the error, the program's own log lines and the units. */
function outcome(
  data: Uint8Array,
  metas: readonly AccountMeta[] = [],
  accounts: readonly AccountEntry[] = [],
  computeUnits?: number,
) {
  const result = expectSameAsOracle({
    payer: PAYER,
    instructions: [instruction(data, ...metas)],
    accounts: [PAYER_ACCOUNT, ...accounts],
    ...(computeUnits === undefined ? {} : { computeUnits }),
  });
  const log = result.logs.filter((line) => !line.startsWith("Program "));
  return { error: result.error, log, computeUnits: result.computeUnits, accounts: result.accounts };
}
const withNumber = (number: number, data: Uint8Array) => Uint8Array.from([number, ...data]);
const refusalOf = (number: number, data: Uint8Array) => outcome(withNumber(number, data)).log[1];
/** `data` with its unit at `index` overwritten. */
const withUnit = (data: Uint8Array, index: number, unit: Uint8Array) => {
  const copy = data.slice();
  copy.set(unit.subarray(0, Math.min(UNIT, data.length - index * UNIT)), index * UNIT);
  return copy;
};

describe("verifying proofs", () => {
  test.each(proofs)("number $number: a true statement", ({ number, data }) => {
    const result = outcome(withNumber(number, data));
    expect(result.error).toBeUndefined();
    expect(result.log).toEqual([NAMES[number - 1]]);
    expect(result.computeUnits).toBe(UNITS[number - 1]);
  });

  test.each(proofs)("number $number: what is refused, LiteSVM refuses for the same reason", ({ number, data }) => {
    const isRangeProof = RANGE_PROOFS.includes(number);
    for (let index = 0; index * UNIT < data.length; index++) {
      outcome(withNumber(number, withUnit(data, index, key(0))));
      outcome(withNumber(number, withUnit(data, index, key(0xff))));
      // What decodes well takes the long way to be refused.
      if (isRangeProof && index % 5 !== 0) continue;
      const next = ((index + 1) * UNIT) % (data.length - UNIT);
      outcome(withNumber(number, withUnit(data, index, data.subarray(next, next + UNIT))));
      const bit = data.with(index * UNIT, data[index * UNIT]! ^ 2);
      expect(outcome(withNumber(number, bit)).error).toBe("InvalidInstructionData");
    }
  });

  test("says why a proof is refused", () => {
    const { data } = pubkeyProof;
    expect(refusalOf(4, data.with(64, data[64]! ^ 1))).toBe(
      "proof verification failed: SigmaProof(PubkeyValidity, AlgebraicRelation)",
    );
    expect(refusalOf(4, withUnit(data, 2, key(0xff)))).toBe(
      "proof verification failed: SigmaProof(PubkeyValidity, Deserialization)",
    );
    expect(refusalOf(4, withUnit(data, 1, key(0)))).toBe(
      "proof verification failed: SigmaProof(PubkeyValidity, Transcript(ValidationError))",
    );
    expect(refusalOf(4, withUnit(data, 0, key(0)))).toBe(
      "proof verification failed: SigmaProof(PubkeyValidity, IdentityPoint)",
    );
    expect(refusalOf(4, withUnit(data, 0, key(0xff)))).toBe(
      "proof verification failed: ElGamal(PubkeyDeserialization)",
    );
    expect(refusalOf(1, withUnit(proofs[0]!.data, 1, key(0xff)))).toBe(
      "proof verification failed: ElGamal(CiphertextDeserialization)",
    );
    expect(refusalOf(5, withUnit(proofs[4]!.data, 0, key(0)))).toBe(
      "proof verification failed: SigmaProof(PercentageWithCap, IdentityPoint)",
    );
    expect(refusalOf(9, withUnit(proofs[8]!.data, 0, key(0)))).toBe(
      "proof verification failed: SigmaProof(ValidityProof, IdentityPoint)",
    );
    expect(refusalOf(2, withUnit(proofs[1]!.data, 0, key(0)))).toBe(
      "proof verification failed: SigmaProof(Equality, IdentityPoint)",
    );
  });

  test("says why a range proof is refused", () => {
    const { data } = proofs[5]!;
    const bitLengths = 8 * UNIT;
    const change = (at: number, byte: number) => refusalOf(6, data.with(at, byte));
    // Four commitments, of 32, 16, 8 and 8 bits.
    expect(refusalOf(6, withUnit(data, 0, key(0)))).toBe("proof verification failed: IllegalCommitmentLength");
    expect(refusalOf(6, withUnit(data, 0, key(0xff)))).toBe("proof verification failed: ProofContext");
    expect(refusalOf(6, withUnit(data, 5, key(1)))).toBe("proof verification failed: ProofContext");
    expect(change(bitLengths, 0)).toBe("proof verification failed: IllegalAmountBitLength");
    expect(change(bitLengths, 65)).toBe("proof verification failed: IllegalAmountBitLength");
    expect(change(bitLengths, 64)).toBe("proof verification failed: IllegalCommitmentLength");
    expect(change(bitLengths + 4, 1)).toBe("proof verification failed: ProofContext");
    const proof = bitLengths + 8;
    const overwrite = (unit: number, bytes: Uint8Array) => {
      const copy = data.slice();
      copy.set(bytes, proof + unit * UNIT);
      return refusalOf(6, copy);
    };
    expect(overwrite(4, key(0xff))).toBe("proof verification failed: RangeProof(Deserialization)");
    expect(overwrite(20, key(0xff))).toBe("proof verification failed: RangeProof(Deserialization)");
    expect(overwrite(0, key(0))).toBe("proof verification failed: RangeProof(Transcript(ValidationError))");
    expect(overwrite(7, key(0))).toBe("proof verification failed: RangeProof(Transcript(ValidationError))");
    expect(overwrite(7, key(0xff))).toBe("proof verification failed: RangeProof(MultiscalarMul)");
    expect(overwrite(4, key(1))).toBe("proof verification failed: RangeProof(AlgebraicRelation)");
  });

  test.each(proofs)("number $number: takes data of its size only, and its units", ({ number, data }) => {
    for (const wrong of [data.subarray(0, -1), Uint8Array.from([...data, 0]), new Uint8Array(0)]) {
      const result = outcome(withNumber(number, wrong));
      expect(result).toMatchObject({ error: "InvalidInstructionData", log: [NAMES[number - 1], "invalid proof data"] });
    }
    const units = UNITS[number - 1]!;
    expect(outcome(withNumber(number, new Uint8Array(0)), [], [], units).error).toBe("InvalidInstructionData");
    expect(outcome(withNumber(number, new Uint8Array(0)), [], [], units - 1)).toMatchObject({
      error: "ComputationalBudgetExceeded",
      log: [],
    });
  });

  test("knows no other instruction", () => {
    for (const data of [new Uint8Array(0), Uint8Array.of(13), Uint8Array.of(255, 1, 2)]) {
      expect(outcome(data)).toMatchObject({ error: "InvalidInstructionData", log: [], computeUnits: 0 });
    }
  });
});

describe("a proof in an account", () => {
  const HOLDER = key(80);
  const holding = (data: Uint8Array, before: number): AccountEntry => [
    HOLDER,
    account({ lamports: 10n ** 9n, owner: key(1), data: concatBytes(new Uint8Array(before), data) }),
  ];
  const from = (offset: number) => Uint8Array.of(4, offset & 255, offset >> 8, 0, 0);

  test("is read from its offset", () => {
    for (const offset of [0, 5, 300]) {
      expect(outcome(from(offset), [r(HOLDER)], [holding(pubkeyProof.data, offset)]).error).toBeUndefined();
    }
    expect(outcome(from(4), [r(HOLDER)], [holding(pubkeyProof.data, 5)]).log[1]).toMatch(/^proof verification failed/);
  });

  test("must lie inside of the account", () => {
    expect(outcome(from(6), [r(HOLDER)], [holding(pubkeyProof.data, 5)])).toMatchObject({
      error: "InvalidAccountData",
      log: ["VerifyPubkeyValidity"],
    });
    expect(outcome(Uint8Array.of(4, 255, 255, 255, 255), [r(HOLDER)], [holding(pubkeyProof.data, 5)]).error).toBe(
      "InvalidAccountData",
    );
    expect(outcome(from(0)).error).toBe("MissingAccount");
  });

  test("is free again before the context state account is opened", () => {
    const own = (proofType: number): AccountEntry => {
      const data = concatBytes(key(0), Uint8Array.of(proofType), pubkeyProof.data);
      return [HOLDER, account({ lamports: 10n ** 10n, owner: ZK_ELGAMAL_PROOF_PROGRAM_ID, data })];
    };
    const metas = [w(HOLDER), w(HOLDER), r(AUTHORITY)];
    expect(outcome(from(33), metas, [own(4)]).error).toBe("AccountAlreadyInitialized");
    expect(outcome(from(33), metas, [own(0)]).error).toBe("InvalidAccountData");
  });

  test("may be followed by a context state account", () => {
    const [stateEntry] = emptyState(4);
    const result = outcome(from(0), [r(HOLDER), w(STATE), r(AUTHORITY)], [holding(pubkeyProof.data, 0), stateEntry]);
    expect(result.accounts.get(STATE)?.data).toEqual(stateOf(4));
  });
});

const STATE = key(81);
const AUTHORITY = key(82);
const RECEIVER = key(83);

function state(data: Uint8Array, changes: Partial<Account> = {}): AccountEntry {
  return [STATE, account({ lamports: 10n ** 10n, owner: ZK_ELGAMAL_PROOF_PROGRAM_ID, data, ...changes })];
}

/** An account that is as large as what proof `number` proves needs. */
function emptyState(number: number): [AccountEntry] {
  return [state(new Uint8Array(33 + CONTEXT_SIZES[number - 1]!))];
}

function stateOf(number: number): Uint8Array {
  const proved = proofs[number - 1]!.data.subarray(0, CONTEXT_SIZES[number - 1]);
  return concatBytes(AUTHORITY, Uint8Array.of(number), proved);
}

describe("context state accounts", () => {
  const verify = withNumber(4, pubkeyProof.data);
  const metas = [w(STATE), r(AUTHORITY)];

  test.each(proofs)("number $number: keep what was proved", ({ number, data }) => {
    const result = outcome(withNumber(number, data), metas, emptyState(number));
    expect(result.error).toBeUndefined();
    expect(result.accounts.get(STATE)?.data).toEqual(stateOf(number));
  });

  test("are not written without an authority", () => {
    const result = outcome(verify, [w(STATE)], emptyState(4));
    expect(result.error).toBeUndefined();
    expect(result.accounts.get(STATE)?.data).toEqual(new Uint8Array(65));
  });

  test("may be their own authority", () => {
    expect(outcome(verify, [w(STATE), w(STATE)], emptyState(4)).error).toBeUndefined();
  });

  test("must belong to the program, be empty, of the right size and writable", () => {
    const failing = (entry: AccountEntry, meta = w(STATE)) => outcome(verify, [meta, r(AUTHORITY)], [entry]).error;
    expect(failing(state(new Uint8Array(65), { owner: SYSTEM_PROGRAM_ID }))).toBe("InvalidAccountOwner");
    expect(failing(state(new Uint8Array(32)))).toBe("InvalidAccountData");
    expect(failing(state(new Uint8Array(33)))).toBe("InvalidAccountData");
    expect(failing(state(new Uint8Array(64)))).toBe("InvalidAccountData");
    expect(failing(state(new Uint8Array(66)))).toBe("InvalidAccountData");
    expect(failing(state(new Uint8Array(65).with(32, 1)))).toBe("AccountAlreadyInitialized");
    expect(failing(state(new Uint8Array(65).with(32, 200)))).toBe("AccountAlreadyInitialized");
    expect(failing(state(new Uint8Array(65)), r(STATE))).toBe("ReadonlyDataModified");
  });
});

describe("closing a context state account", () => {
  const CLOSE = Uint8Array.of(0);
  const metas = [w(STATE), w(RECEIVER), s(AUTHORITY)];
  const there = state(stateOf(4));
  const receiver: AccountEntry = [RECEIVER, account({ lamports: 10n ** 9n })];

  test("gives its lamports away and the account back", () => {
    const result = outcome(CLOSE, metas, [there, receiver]);
    expect(result).toMatchObject({ error: undefined, log: ["CloseContextState"], computeUnits: 3300 });
    expect(result.accounts.get(STATE)).toMatchObject({
      lamports: 0n,
      owner: SYSTEM_PROGRAM_ID,
      data: new Uint8Array(0),
    });
    expect(result.accounts.get(RECEIVER)?.lamports).toBe(11n * 10n ** 9n);
    expect(outcome(Uint8Array.of(0, 1, 2), metas, [there, receiver]).error).toBeUndefined();
  });

  test("is the authority's right", () => {
    expect(outcome(CLOSE, [w(STATE), w(RECEIVER), r(AUTHORITY)], [there, receiver]).error).toBe(
      "MissingRequiredSignature",
    );
    expect(outcome(CLOSE, [w(STATE), w(RECEIVER), s(PAYER)], [there, receiver]).error).toBe("InvalidAccountOwner");
    expect(outcome(CLOSE, [w(STATE), w(RECEIVER)], [there, receiver]).error).toBe("MissingAccount");
  });

  test("needs another account to receive", () => {
    expect(outcome(CLOSE, [w(STATE), w(STATE), s(AUTHORITY)], [there]).error).toBe("InvalidInstructionData");
    expect(outcome(CLOSE, [w(STATE), r(RECEIVER), s(AUTHORITY)], [there, receiver]).error).toBe(
      "ReadonlyLamportChange",
    );
    const full: AccountEntry = [RECEIVER, account({ lamports: 2n ** 64n - 1n })];
    expect(outcome(CLOSE, metas, [there, full]).error).toBe("ArithmeticOverflow");
  });

  test("needs a writable, initialised account of the program", () => {
    expect(outcome(CLOSE, [r(STATE), w(RECEIVER), s(AUTHORITY)], [there, receiver]).error).toBe(
      "ReadonlyLamportChange",
    );
    expect(outcome(CLOSE, metas, [state(stateOf(4), { owner: key(1) }), receiver]).error).toBe("InvalidAccountOwner");
    expect(outcome(CLOSE, metas, [state(new Uint8Array(32)), receiver]).error).toBe("InvalidAccountData");
    expect(outcome(CLOSE, metas, [state(stateOf(4).with(32, 0)), receiver]).error).toBe("UninitializedAccount");
  });

  test("costs 3300 units", () => {
    expect(outcome(CLOSE, metas, [there, receiver], 3300).error).toBeUndefined();
    expect(outcome(CLOSE, metas, [there, receiver], 3299)).toMatchObject({
      error: "ComputationalBudgetExceeded",
      log: [],
    });
  });
});

test("is disabled by one gate and enabled again by another", () => {
  const with_ = (disabled: boolean, reenabled: boolean) => {
    const features = FeatureSet.allEnabled();
    if (!disabled) features.deactivate(featureNamed("disable_zk_elgamal_proof_program").id);
    if (!reenabled) features.deactivate(featureNamed("reenable_zk_elgamal_proof_program").id);
    const accounts = accountMap([PAYER_ACCOUNT]);
    return run(PAYER, [instruction(withNumber(4, pubkeyProof.data))], { accounts, features });
  };
  expect(with_(false, false).error).toBeUndefined();
  expect(with_(false, true).error).toBeUndefined();
  expect(with_(true, true).error).toBeUndefined();
  const disabled = with_(true, false);
  expect(disabled).toMatchObject({ error: "InvalidInstructionData", computeUnits: 0 });
  expect(disabled.logs[1]).toBe("zk-elgamal-proof program is temporarily disabled");
});

test("the payer may be the authority that closes", () => {
  const data = concatBytes(PAYER, stateOf(4).subarray(32));
  expect(outcome(Uint8Array.of(0), [w(STATE), ws(PAYER), ws(PAYER)], [state(data)]).error).toBeUndefined();
});
