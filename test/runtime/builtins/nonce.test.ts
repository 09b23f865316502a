import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import {
  decodeNonceState,
  durableNonceFromBlockhash,
  encodeNonceState,
  NONCE_STATE_BYTES,
  type NonceState,
} from "../../../src/solana/nonce.js";
import { SYSVAR_RECENT_BLOCKHASHES_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { DEFAULT_RENT, encodeRent, minimumBalance } from "../../../src/solana/sysvars/rent.js";
import { expectSameAsOracle } from "../compare.js";
import { account, accountMap, key, run } from "../harness.js";
import { type AccountEntry, PAYER, PAYER_ACCOUNT, r, s, system, systemData, TAG, w, ws } from "./system-case.js";

const NONCE = key(60);
const AUTHORITY = key(61);
const RECEIVER = key(62);
const NONCE_TEXT = addressFromPubkey(NONCE);
const AUTHORITY_TEXT = addressFromPubkey(AUTHORITY);
/** The oracle's blockhash is the transaction's, zeros in these tests. */
const NEXT = durableNonceFromBlockhash(new Uint8Array(32));
const MINIMUM = minimumBalance(DEFAULT_RENT, NONCE_STATE_BYTES);

function stateAt(durableNonce: Uint8Array, version: NonceState["version"] = "current"): NonceState {
  return { version, data: { authority: AUTHORITY, durableNonce, lamportsPerSignature: 4000n } };
}
const INITIALIZED = stateAt(key(9));
const UNINITIALIZED: NonceState = { version: "current", data: undefined };

function nonce(state: NonceState, lamports = MINIMUM, size = NONCE_STATE_BYTES): AccountEntry {
  const data = new Uint8Array(size);
  const bytes = encodeNonceState(state);
  data.set(bytes.subarray(0, size));
  return [NONCE, account({ lamports, data })];
}

/** Runs one instruction here and on the oracle; gives the error, the program's own log line and the nonce's state. */
function outcome(metas: Parameters<typeof system>[0], data: Uint8Array, ...accounts: AccountEntry[]) {
  const result = expectSameAsOracle({
    payer: PAYER,
    instructions: [system(metas, data)],
    accounts: [PAYER_ACCOUNT, [RECEIVER, account()], ...accounts],
  });
  const log = result.logs.find((line) => !line.startsWith("Program "));
  return { error: result.error, log, state: decodeNonceState(result.accounts.get(NONCE)?.data ?? new Uint8Array(0)) };
}

const blockhashes = r(SYSVAR_RECENT_BLOCKHASHES_ID);
const rent = r(SYSVAR_RENT_ID);

describe("the state of a nonce account", () => {
  test("is 80 bytes, 8 while uninitialised", () => {
    expect(encodeNonceState(INITIALIZED)).toEqual(
      concatBytes(
        Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0),
        AUTHORITY,
        key(9),
        Uint8Array.of(0xa0, 0x0f, 0, 0, 0, 0, 0, 0),
      ),
    );
    expect(encodeNonceState(UNINITIALIZED)).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
    for (const state of [INITIALIZED, stateAt(key(1), "legacy"), UNINITIALIZED]) {
      expect(decodeNonceState(concatBytes(encodeNonceState(state), key(3)))).toEqual(state);
    }
  });

  test("is refused when it ends early or a number is unknown", () => {
    expect(decodeNonceState(encodeNonceState(INITIALIZED).subarray(0, 79))).toBeUndefined();
    expect(decodeNonceState(new Uint8Array(7))).toBeUndefined();
    expect(decodeNonceState(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0))).toBeUndefined();
    expect(decodeNonceState(Uint8Array.of(0, 0, 0, 0, 2, 0, 0, 0))).toBeUndefined();
  });
});

describe("AdvanceNonceAccount", () => {
  const data = systemData(TAG.advanceNonce);
  const metas = [w(NONCE), blockhashes, s(AUTHORITY)];

  test("goes on to the latest blockhash, from either version", () => {
    for (const version of ["current", "legacy"] as const) {
      const { error, state } = outcome(metas, data, nonce(stateAt(key(9), version)));
      expect(error).toBeUndefined();
      expect(state).toEqual({
        version: "current",
        data: { authority: AUTHORITY, durableNonce: NEXT, lamportsPerSignature: 5000n },
      });
    }
  });

  test("advances once in a block", () => {
    expect(outcome(metas, data, nonce(stateAt(NEXT)))).toMatchObject({
      error: { Custom: 7 },
      log: "Advance nonce account: nonce can only advance once per slot",
    });
  });

  test("refuses a readonly account before all else about it", () => {
    expect(outcome([r(NONCE), blockhashes], data, nonce(UNINITIALIZED))).toMatchObject({
      error: "InvalidArgument",
      log: `Advance nonce account: Account ${NONCE_TEXT} must be writeable`,
    });
  });

  test("refuses an uninitialised account, one without a state and one of another program", () => {
    expect(outcome(metas, data, nonce(UNINITIALIZED))).toMatchObject({
      error: "InvalidAccountData",
      log: `Advance nonce account: Account ${NONCE_TEXT} state is invalid`,
    });
    expect(outcome(metas, data, nonce(INITIALIZED, MINIMUM, 79))).toMatchObject({
      error: "InvalidAccountData",
      log: undefined,
    });
    const [, mine] = nonce(INITIALIZED);
    expect(outcome(metas, data, [NONCE, { ...mine, owner: key(1) }]).error).toBe("ExternalAccountDataModified");
  });

  test("needs the authority's signature", () => {
    expect(outcome([w(NONCE), blockhashes, r(AUTHORITY)], data, nonce(INITIALIZED))).toMatchObject({
      error: "MissingRequiredSignature",
      log: `Advance nonce account: Account ${AUTHORITY_TEXT} must be a signer`,
    });
  });

  test("needs the recent blockhashes, not empty", () => {
    expect(outcome([w(NONCE), rent, s(AUTHORITY)], data, nonce(INITIALIZED)).error).toBe("InvalidArgument");
    expect(outcome([w(NONCE)], data, nonce(INITIALIZED)).error).toBe("MissingAccount");
    expect(outcome([], data).error).toBe("MissingAccount");
    const empty: AccountEntry = [SYSVAR_RECENT_BLOCKHASHES_ID, account({ lamports: 1n, data: new Uint8Array(8) })];
    const world = { accounts: accountMap([PAYER_ACCOUNT, nonce(INITIALIZED), empty]) };
    const result = run(PAYER, [system(metas, data)], world);
    expect(result.error).toEqual({ Custom: 6 });
    expect(result.logs[1]).toBe("Advance nonce account: recent blockhash list is empty");
    const without = { accounts: accountMap([PAYER_ACCOUNT, nonce(INITIALIZED)]) };
    expect(run(PAYER, [system(metas, data)], without).error).toBe("UnsupportedSysvar");
  });
});

describe("WithdrawNonceAccount", () => {
  const withdraw = (lamports: bigint) => systemData(TAG.withdrawNonce, lamports);
  const metas = [w(NONCE), w(RECEIVER), blockhashes, rent, s(AUTHORITY)];
  const log = (text: string) => `Withdraw nonce account: ${text}`;

  test("all of it closes the nonce", () => {
    expect(outcome(metas, withdraw(MINIMUM), nonce(INITIALIZED))).toMatchObject({
      error: undefined,
      state: UNINITIALIZED,
    });
  });

  test("all of it waits for a nonce that was advanced in this block", () => {
    expect(outcome(metas, withdraw(MINIMUM), nonce(stateAt(NEXT)))).toMatchObject({
      error: { Custom: 7 },
      log: log("nonce can only advance once per slot"),
    });
  });

  test("a part leaves the account rent exempt", () => {
    const twice = nonce(stateAt(NEXT), 2n * MINIMUM);
    expect(outcome(metas, withdraw(MINIMUM), twice)).toMatchObject({ error: undefined, state: stateAt(NEXT) });
    expect(outcome(metas, withdraw(MINIMUM + 1n), twice)).toMatchObject({
      error: "InsufficientFunds",
      log: log(`insufficient lamports ${2n * MINIMUM}, need ${2n * MINIMUM + 1n}`),
    });
    expect(outcome(metas, withdraw(0n), nonce(INITIALIZED)).error).toBeUndefined();
  });

  test("fails quietly when the sum does not fit", () => {
    const most = 2n ** 64n - 1n - MINIMUM;
    expect(outcome(metas, withdraw(most), nonce(INITIALIZED)).log).toBe(
      log(`insufficient lamports ${MINIMUM}, need ${2n ** 64n - 1n}`),
    );
    expect(outcome(metas, withdraw(most + 1n), nonce(INITIALIZED))).toMatchObject({
      error: "InsufficientFunds",
      log: undefined,
    });
  });

  test("needs the authority's signature, for all and for a part", () => {
    const unsigned = [w(NONCE), w(RECEIVER), blockhashes, rent, r(AUTHORITY)];
    for (const lamports of [MINIMUM, 0n]) {
      expect(outcome(unsigned, withdraw(lamports), nonce(INITIALIZED))).toMatchObject({
        error: "MissingRequiredSignature",
        log: log(`Account ${AUTHORITY_TEXT} must sign`),
      });
    }
  });

  test("from an uninitialised nonce the account itself signs", () => {
    const there = nonce(UNINITIALIZED);
    expect(outcome([ws(NONCE), w(RECEIVER), blockhashes, rent], withdraw(5n), there).error).toBeUndefined();
    expect(outcome([w(NONCE), w(RECEIVER), blockhashes, rent], withdraw(5n), there)).toMatchObject({
      error: "MissingRequiredSignature",
      log: log(`Account ${NONCE_TEXT} must sign`),
    });
    expect(outcome([ws(NONCE), w(RECEIVER), blockhashes, rent], withdraw(MINIMUM + 1n), there)).toMatchObject({
      error: "InsufficientFunds",
      log: log(`insufficient lamports ${MINIMUM}, need ${MINIMUM + 1n}`),
    });
  });

  test("may go back to the nonce account", () => {
    const data = withdraw(MINIMUM);
    expect(outcome([w(NONCE), w(NONCE), blockhashes, rent, s(AUTHORITY)], data, nonce(INITIALIZED))).toMatchObject({
      error: undefined,
      state: UNINITIALIZED,
    });
  });

  test("checks its accounts in order", () => {
    expect(outcome([r(NONCE), w(RECEIVER), blockhashes, rent], withdraw(1n), nonce(INITIALIZED))).toMatchObject({
      error: "InvalidArgument",
      log: log(`Account ${NONCE_TEXT} must be writeable`),
    });
    expect(outcome([w(NONCE), w(RECEIVER), rent, rent], withdraw(1n), nonce(INITIALIZED)).error).toBe(
      "InvalidArgument",
    );
    expect(outcome([w(NONCE), w(RECEIVER), blockhashes, blockhashes], withdraw(1n), nonce(INITIALIZED)).error).toBe(
      "InvalidArgument",
    );
    expect(outcome([w(NONCE), w(RECEIVER), blockhashes], withdraw(1n), nonce(INITIALIZED)).error).toBe(
      "MissingAccount",
    );
    expect(outcome([w(NONCE)], withdraw(1n), nonce(INITIALIZED)).error).toBe("MissingAccount");
    expect(
      outcome([w(NONCE), r(RECEIVER), blockhashes, rent, s(AUTHORITY)], withdraw(MINIMUM), nonce(INITIALIZED)).error,
    ).toBe("ReadonlyLamportChange");
  });
});

describe("InitializeNonceAccount", () => {
  const data = systemData(TAG.initializeNonce, AUTHORITY);
  const metas = [w(NONCE), blockhashes, rent];

  test("stands at the latest blockhash, whatever version was there", () => {
    for (const version of ["current", "legacy"] as const) {
      expect(outcome(metas, data, nonce({ version, data: undefined })).state).toEqual({
        version: "current",
        data: { authority: AUTHORITY, durableNonce: NEXT, lamportsPerSignature: 5000n },
      });
    }
  });

  test("needs a rent-exempt account of 80 bytes", () => {
    expect(outcome(metas, data, nonce(UNINITIALIZED, MINIMUM - 1n))).toMatchObject({
      error: "InsufficientFunds",
      log: `Initialize nonce account: insufficient lamports ${MINIMUM - 1n}, need ${MINIMUM}`,
    });
    expect(outcome(metas, data, nonce(UNINITIALIZED, MINIMUM, 79)).error).toBe("AccountDataTooSmall");
    expect(outcome(metas, data, nonce(UNINITIALIZED, 10n ** 9n, 81)).error).toBeUndefined();
  });

  test("refuses a second time, a readonly account and wrong sysvars", () => {
    expect(outcome(metas, data, nonce(INITIALIZED))).toMatchObject({
      error: "InvalidAccountData",
      log: `Initialize nonce account: Account ${NONCE_TEXT} state is invalid`,
    });
    expect(outcome([r(NONCE), blockhashes, rent], data, nonce(UNINITIALIZED))).toMatchObject({
      error: "InvalidArgument",
      log: `Initialize nonce account: Account ${NONCE_TEXT} must be writeable`,
    });
    expect(outcome([w(NONCE), blockhashes, blockhashes], data, nonce(UNINITIALIZED)).error).toBe("InvalidArgument");
    expect(outcome([w(NONCE), blockhashes], data, nonce(UNINITIALIZED)).error).toBe("MissingAccount");
    expect(outcome([], data).error).toBe("MissingAccount");
  });

  test("refuses when no blockhash is recent", () => {
    const empty: AccountEntry = [SYSVAR_RECENT_BLOCKHASHES_ID, account({ lamports: 1n, data: new Uint8Array(8) })];
    const rentAccount: AccountEntry = [SYSVAR_RENT_ID, account({ lamports: 1n, data: encodeRent(DEFAULT_RENT) })];
    const world = { accounts: accountMap([PAYER_ACCOUNT, nonce(UNINITIALIZED), empty, rentAccount]) };
    const result = run(PAYER, [system(metas, data)], world);
    expect(result.error).toEqual({ Custom: 6 });
    expect(result.logs[1]).toBe("Initialize nonce account: recent blockhash list is empty");
  });
});

describe("AuthorizeNonceAccount", () => {
  const heir = key(70);
  const data = systemData(TAG.authorizeNonce, heir);

  test("hands the nonce on and leaves the rest, the version too", () => {
    for (const state of [INITIALIZED, stateAt(key(9), "legacy")]) {
      expect(outcome([w(NONCE), s(AUTHORITY)], data, nonce(state)).state).toEqual({
        version: state.version,
        data: { ...state.data, authority: heir },
      });
    }
  });

  test("needs the authority's signature, an initialised state and a writable account", () => {
    expect(outcome([w(NONCE), r(AUTHORITY)], data, nonce(INITIALIZED))).toMatchObject({
      error: "MissingRequiredSignature",
      log: `Authorize nonce account: Account ${AUTHORITY_TEXT} must sign`,
    });
    expect(outcome([w(NONCE), s(AUTHORITY)], data, nonce(UNINITIALIZED))).toMatchObject({
      error: "InvalidAccountData",
      log: `Authorize nonce account: Account ${NONCE_TEXT} state is invalid`,
    });
    expect(outcome([r(NONCE), s(AUTHORITY)], data, nonce(INITIALIZED))).toMatchObject({
      error: "InvalidArgument",
      log: `Authorize nonce account: Account ${NONCE_TEXT} must be writeable`,
    });
    expect(outcome([], data).error).toBe("MissingAccount");
  });
});

describe("UpgradeNonceAccount", () => {
  const data = systemData(TAG.upgradeNonce);

  test("moves a legacy nonce out of the domain of blockhashes", () => {
    expect(outcome([w(NONCE)], data, nonce(stateAt(key(9), "legacy"))).state).toEqual(
      stateAt(durableNonceFromBlockhash(key(9))),
    );
  });

  test("refuses everything else, silently", () => {
    const refused = (error: string, entry: AccountEntry, meta = w(NONCE)) =>
      expect(outcome([meta], data, entry)).toMatchObject({ error, log: undefined });
    refused("InvalidArgument", nonce(INITIALIZED));
    refused("InvalidArgument", nonce(UNINITIALIZED));
    refused("InvalidArgument", nonce({ version: "legacy", data: undefined }));
    refused("InvalidArgument", nonce(stateAt(key(9), "legacy")), r(NONCE));
    refused("InvalidAccountData", nonce(INITIALIZED, MINIMUM, 7));
    const [, legacy] = nonce(stateAt(key(9), "legacy"));
    refused("InvalidAccountOwner", [NONCE, { ...legacy, owner: key(1) }], r(NONCE));
    expect(outcome([], data).error).toBe("MissingAccount");
  });
});
