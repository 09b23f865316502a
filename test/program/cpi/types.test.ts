import { test } from "vitest";
import {
  type AccountInfo,
  CpiContext,
  memo,
  multisig,
  type Pubkey,
  stake,
  token,
  token2022,
} from "../../../src/program/index.js";

// Nothing here runs: `npm run typecheck` fails where an error that is expected does not come.
declare const info: AccountInfo;
declare const key: Pubkey;

test("what does not compile", () => {
  void (() => {
    const program = key;
    const right = CpiContext.new(program, { from: info, to: info, authority: info });
    token.transfer(right, { amount: 1n });
    token.transfer(CpiContext.new(info, { from: info, to: { info }, authority: multisig(info, [info]) }), {
      amount: 1n,
    });
    token.transfer(right.withSigner([[key]]).withRemainingAccounts([info]), { amount: 1n });

    // @ts-expect-error: no authority
    token.transfer(CpiContext.new(program, { from: info, to: info }), { amount: 1n });
    const misspelled = CpiContext.new(program, { from: info, to: info, authorty: info });
    // @ts-expect-error: a name that is none, and so none of the right one
    token.transfer(misspelled, { amount: 1n });
    const more = CpiContext.new(program, { from: info, to: info, authority: info, mint: info });
    // @ts-expect-error: one account more
    token.transfer(more, { amount: 1n });
    // @ts-expect-error: the accounts of another instruction
    token.transferChecked(right, { amount: 1n, decimals: 0 });
    // @ts-expect-error: a key is no account
    token.transfer(CpiContext.new(program, { from: key, to: info, authority: info }), { amount: 1n });
    // @ts-expect-error: only an authority can be a multisig
    token.transfer(CpiContext.new(program, { from: multisig(info, []), to: info, authority: info }), { amount: 1n });

    // @ts-expect-error: no arguments
    token.transfer(right);
    // @ts-expect-error: an argument that is none
    token.transfer(right, { amout: 1n });
    // @ts-expect-error: one argument more
    token.transfer(right, { amount: 1n, decimals: 0 });
    // @ts-expect-error: an argument of another type
    token.transfer(right, { amount: 1 });
    // @ts-expect-error: this one has no arguments
    token.revoke(CpiContext.new(program, { source: info, authority: info }), {});
    // @ts-expect-error: no instruction of this program
    token.transferFeeSet(right);

    const withdrawal = { stake: info, to: info, clock: info, stakeHistory: info, withdrawer: info };
    stake.withdraw(CpiContext.new(program, withdrawal), { amount: 1n });
    stake.withdraw(CpiContext.new(program, { ...withdrawal, custodian: info }), { amount: 1n });
    // @ts-expect-error: an optional account by a wrong name
    stake.withdraw(CpiContext.new(program, { ...withdrawal, custodain: info }), { amount: 1n });

    const size: bigint = token.getAccountDataSize(CpiContext.new(program, { mint: info }));
    const text: string = token2022.amountToUiAmount(CpiContext.new(program, { account: info }), { amount: size });
    memo.buildMemo(CpiContext.new(program, {}), { memo: text });
    // @ts-expect-error: it returns nothing
    const nothing: bigint = token.transfer(right, { amount: 1n });
    void nothing;

    token.transfer.instruction(program, { from: key, to: key, authority: key }, { amount: 1n });
    // @ts-expect-error: no authority
    token.transfer.instruction(program, { from: key, to: key }, { amount: 1n });
    // @ts-expect-error: an account that is none
    token.transfer.instruction(program, { from: key, to: key, authority: key, mint: key }, { amount: 1n });
    // @ts-expect-error: accounts of programs are not keys
    token.transfer.instruction(program, { from: info, to: key, authority: key }, { amount: 1n });
  });
});
