import { expect, test } from "vitest";
import { AccountMeta, defineProgram, invoke, msg, mock } from "../../src/program/index.js";
import { spy } from "../../src/svm/index.js";
import { newKey } from "../helpers/transactions.js";
import { Workbench } from "../svm/support.js";

test("smoke", () => {
  const bench = new Workbench();
  const id = newKey();
  const inner = newKey();
  const acc = newKey();
  bench.setAccount(acc, { data: new Uint8Array(4), owner: id });
  const m = mock({ returnData: Uint8Array.of(1, 2) });
  bench.svm.addProgram(inner, m);
  bench.svm.addProgram(id, defineProgram({ computeUnits: 500, process(programId, accounts, data) {
    msg(`hello ${data.length} ${programId[0]}`);
    accounts[0].data[1] = 7;
    accounts[0].realloc(6);
    invoke({ programId: inner, accounts: [AccountMeta.writable(accounts[0].key)], data: Uint8Array.of(9) }, accounts);
    accounts[0].data[5] = 7;
  } }));
  const s = spy(bench.svm, id);
  const result = bench.send([{ programId: id, accounts: [{ pubkey: acc, isSigner: false, isWritable: true }, { pubkey: inner, isSigner: false, isWritable: false }], data: Uint8Array.of(1, 2, 3) }]);
  console.log(result.logs, bench.account(acc)?.data, m.calls, s.calls);
  expect(result.ok).toBe(true);
});
