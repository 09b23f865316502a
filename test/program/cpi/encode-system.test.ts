import { SYSVAR_RECENT_BLOCKHASHES_PUBKEY, SYSVAR_RENT_PUBKEY, SystemProgram } from "@solana/web3.js";
import { describe } from "vitest";
import { SYSTEM_PROGRAM_ID as SYSTEM, system } from "../../../src/program/index.js";
import { b, check } from "./compare.js";

const RENT = SYSVAR_RENT_PUBKEY.toBytes();
const BLOCKHASHES = SYSVAR_RECENT_BLOCKHASHES_PUBKEY.toBytes();

describe("system, against @solana/web3.js", () => {
  check({
    createAccount: ({ key, lamports, u32 }) => {
      const [from, to, owner, l, space] = [key(), key(), key(), lamports(), u32()];
      const accounts = { from: b(from), to: b(to) };
      return [
        system.createAccount.instruction(SYSTEM, accounts, {
          lamports: BigInt(l),
          space: BigInt(space),
          owner: b(owner),
        }),
        SystemProgram.createAccount({
          fromPubkey: from,
          newAccountPubkey: to,
          lamports: l,
          space,
          programId: owner,
        }),
      ];
    },
    assign: ({ key }) => {
      const [account, owner] = [key(), key()];
      return [
        system.assign.instruction(SYSTEM, { accountToAssign: b(account) }, { owner: b(owner) }),
        SystemProgram.assign({ accountPubkey: account, programId: owner }),
      ];
    },
    transfer: ({ key, u64 }) => {
      const [from, to, lamports] = [key(), key(), u64()];
      return [
        system.transfer.instruction(SYSTEM, { from: b(from), to: b(to) }, { lamports }),
        SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports }),
      ];
    },
    createAccountWithSeed: ({ key, lamports, u32, text }) => {
      const [from, to, base, owner, l, space, seed] = [key(), key(), key(), key(), lamports(), u32(), text()];
      return [
        system.createAccountWithSeed.instruction(
          SYSTEM,
          { from: b(from), to: b(to), base: b(base) },
          { seed, lamports: BigInt(l), space: BigInt(space), owner: b(owner) },
        ),
        SystemProgram.createAccountWithSeed({
          fromPubkey: from,
          newAccountPubkey: to,
          basePubkey: base,
          seed,
          lamports: l,
          space,
          programId: owner,
        }),
      ];
    },
    advanceNonceAccount: ({ key }) => {
      const [nonce, authorized] = [key(), key()];
      return [
        system.advanceNonceAccount.instruction(SYSTEM, {
          nonce: b(nonce),
          recentBlockhashes: BLOCKHASHES,
          authorized: b(authorized),
        }),
        SystemProgram.nonceAdvance({ noncePubkey: nonce, authorizedPubkey: authorized }),
      ];
    },
    withdrawNonceAccount: ({ key, lamports }) => {
      const [nonce, to, authorized, l] = [key(), key(), key(), lamports()];
      return [
        system.withdrawNonceAccount.instruction(
          SYSTEM,
          { nonce: b(nonce), to: b(to), recentBlockhashes: BLOCKHASHES, rent: RENT, authorized: b(authorized) },
          { lamports: BigInt(l) },
        ),
        SystemProgram.nonceWithdraw({ noncePubkey: nonce, toPubkey: to, authorizedPubkey: authorized, lamports: l }),
      ];
    },
    initializeNonceAccount: ({ key }) => {
      const [nonce, authority] = [key(), key()];
      return [
        system.initializeNonceAccount.instruction(
          SYSTEM,
          { nonce: b(nonce), recentBlockhashes: BLOCKHASHES, rent: RENT },
          { authority: b(authority) },
        ),
        SystemProgram.nonceInitialize({ noncePubkey: nonce, authorizedPubkey: authority }),
      ];
    },
    authorizeNonceAccount: ({ key }) => {
      const [nonce, authorized, next] = [key(), key(), key()];
      return [
        system.authorizeNonceAccount.instruction(
          SYSTEM,
          { nonce: b(nonce), authorized: b(authorized) },
          { newAuthority: b(next) },
        ),
        SystemProgram.nonceAuthorize({ noncePubkey: nonce, authorizedPubkey: authorized, newAuthorizedPubkey: next }),
      ];
    },
    allocate: ({ key, u32 }) => {
      const [account, space] = [key(), u32()];
      return [
        system.allocate.instruction(SYSTEM, { accountToAllocate: b(account) }, { space: BigInt(space) }),
        SystemProgram.allocate({ accountPubkey: account, space }),
      ];
    },
    allocateWithSeed: ({ key, u32, text }) => {
      const [account, base, owner, space, seed] = [key(), key(), key(), u32(), text()];
      return [
        system.allocateWithSeed.instruction(
          SYSTEM,
          { accountToAllocate: b(account), base: b(base) },
          { seed, space: BigInt(space), owner: b(owner) },
        ),
        SystemProgram.allocate({ accountPubkey: account, basePubkey: base, seed, space, programId: owner }),
      ];
    },
    assignWithSeed: ({ key, text }) => {
      const [account, base, owner, seed] = [key(), key(), key(), text()];
      return [
        system.assignWithSeed.instruction(
          SYSTEM,
          { accountToAssign: b(account), base: b(base) },
          { seed, owner: b(owner) },
        ),
        SystemProgram.assign({ accountPubkey: account, basePubkey: base, seed, programId: owner }),
      ];
    },
    transferWithSeed: ({ key, u64, text }) => {
      const [from, base, to, owner, lamports, seed] = [key(), key(), key(), key(), u64(), text()];
      return [
        system.transferWithSeed.instruction(
          SYSTEM,
          { from: b(from), base: b(base), to: b(to) },
          { lamports, fromSeed: seed, fromOwner: b(owner) },
        ),
        SystemProgram.transfer({
          fromPubkey: from,
          basePubkey: base,
          toPubkey: to,
          lamports,
          seed,
          programId: owner,
        }),
      ];
    },
  });
});
