import fc from "fast-check";
import { expect, test } from "vitest";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../src/solana/transaction.js";
import { createSvm } from "../../src/svm/index.js";
import { RANDOM_RUNS, systemInstructions, WORLD } from "../runtime/builtins/random-system.js";
import { PAYER } from "../runtime/builtins/system-case.js";
import { oracleFeatures } from "../runtime/compare.js";
import { compileMessage } from "../runtime/harness.js";
import { newOracle, oracleAccount, runOnOracle, setOracleAccount } from "../runtime/oracle.js";

const oracle = newOracle();
const svm = createSvm({
  features: oracleFeatures,
  compat: "litesvm",
  signatureVerification: false,
  blockhashCheck: false,
  transactionHistory: 0,
  computeBudget: {},
});

test("random system transactions end as they do in LiteSVM", () => {
  fc.assert(
    fc.property(systemInstructions, (instructions) => {
      const message = compileMessage(PAYER, instructions);
      for (const [pubkey, account] of WORLD) {
        setOracleAccount(oracle, pubkey, account);
        const { lamports, data, owner, executable, rentEpoch } = account;
        svm.setAccount(addressFromPubkey(pubkey), { lamports, data, owner, executable, rentEpoch });
      }
      const theirs = runOnOracle(oracle, message);
      const signatures = Array.from({ length: message.header.numRequiredSignatures }, () => new Uint8Array(64));
      const ours = svm.sendTransaction(encodeTransaction(makeTransaction(message, signatures)));
      expect({ error: ours.ok ? undefined : ours.error, logs: ours.logs, units: ours.computeUnitsConsumed }).toEqual({
        error: theirs.error,
        logs: theirs.logs,
        units: theirs.computeUnits,
      });
      for (const pubkey of message.accountKeys) {
        const [mine, other] = [svm.getAccount(addressFromPubkey(pubkey)), oracleAccount(oracle, pubkey)];
        const ourFields = mine && fields({ ...mine, owner: mine.programAddress });
        expect(ourFields).toEqual(
          other === undefined ? null : fields({ ...other, owner: addressFromPubkey(other.owner) }),
        );
      }
    }),
    RANDOM_RUNS,
  );
}, 600_000);

function fields(account: { lamports: bigint; owner: string; rentEpoch: bigint; data: Uint8Array }) {
  const { lamports, owner, rentEpoch, data } = account;
  return { lamports, owner, rentEpoch, data: Buffer.from(data).toString("hex") };
}
