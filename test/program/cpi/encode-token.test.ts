import * as spl from "@solana/spl-token";
import { PublicKey, SYSVAR_RENT_PUBKEY } from "@solana/web3.js";
import { describe } from "vitest";
import { TOKEN_PROGRAM_ID as T, token } from "../../../src/program/index.js";
import { b, check, n, signing } from "./compare.js";

const RENT = SYSVAR_RENT_PUBKEY.toBytes();

describe("token, against @solana/spl-token", () => {
  check({
    initializeMint: ({ key, keyOrNull, u8 }) => {
      const [mint, authority, freeze, decimals] = [key(), key(), keyOrNull(), u8()];
      return [
        token.initializeMint.instruction(
          T,
          { mint: b(mint), rent: RENT },
          { decimals, authority: b(authority), freezeAuthority: n(freeze) },
        ),
        spl.createInitializeMintInstruction(mint, decimals, authority, freeze),
      ];
    },
    initializeMint2: ({ key, keyOrNull, u8 }) => {
      const [mint, authority, freeze, decimals] = [key(), key(), keyOrNull(), u8()];
      return [
        token.initializeMint2.instruction(
          T,
          { mint: b(mint) },
          { decimals, authority: b(authority), freezeAuthority: n(freeze) },
        ),
        spl.createInitializeMint2Instruction(mint, decimals, authority, freeze),
      ];
    },
    initializeAccount: ({ key }) => {
      const [account, mint, owner] = [key(), key(), key()];
      const accounts = { account: b(account), mint: b(mint), authority: b(owner), rent: RENT };
      return [
        token.initializeAccount.instruction(T, accounts),
        spl.createInitializeAccountInstruction(account, mint, owner),
      ];
    },
    initializeAccount2: ({ key }) => {
      const [account, mint, owner] = [key(), key(), key()];
      const accounts = { account: b(account), mint: b(mint), authority: b(owner), rent: RENT };
      return [
        token.initializeAccount2.instruction(T, accounts),
        spl.createInitializeAccount2Instruction(account, mint, owner),
      ];
    },
    initializeAccount3: ({ key }) => {
      const [account, mint, owner] = [key(), key(), key()];
      const accounts = { account: b(account), mint: b(mint), authority: b(owner) };
      return [
        token.initializeAccount3.instruction(T, accounts),
        spl.createInitializeAccount3Instruction(account, mint, owner),
      ];
    },
    transfer: (draw) => {
      const [from, to, amount, { authority, owner, signers }] = [draw.key(), draw.key(), draw.u64(), signing(draw)];
      return [
        token.transfer.instruction(T, { from: b(from), to: b(to), authority }, { amount }),
        spl.createTransferInstruction(from, to, owner, amount, signers),
      ];
    },
    approve: (draw) => {
      const [to, delegate, amount, { authority, owner, signers }] = [draw.key(), draw.key(), draw.u64(), signing(draw)];
      return [
        token.approve.instruction(T, { to: b(to), delegate: b(delegate), authority }, { amount }),
        spl.createApproveInstruction(to, delegate, owner, amount, signers),
      ];
    },
    revoke: (draw) => {
      const [source, { authority, owner, signers }] = [draw.key(), signing(draw)];
      return [
        token.revoke.instruction(T, { source: b(source), authority }),
        spl.createRevokeInstruction(source, owner, signers),
      ];
    },
    mintTo: (draw) => {
      const [mint, to, amount, { authority, owner, signers }] = [draw.key(), draw.key(), draw.u64(), signing(draw)];
      return [
        token.mintTo.instruction(T, { mint: b(mint), to: b(to), authority }, { amount }),
        spl.createMintToInstruction(mint, to, owner, amount, signers),
      ];
    },
    burn: (draw) => {
      const [from, mint, amount, { authority, owner, signers }] = [draw.key(), draw.key(), draw.u64(), signing(draw)];
      return [
        token.burn.instruction(T, { from: b(from), mint: b(mint), authority }, { amount }),
        spl.createBurnInstruction(from, mint, owner, amount, signers),
      ];
    },
    closeAccount: (draw) => {
      const [account, destination, { authority, owner, signers }] = [draw.key(), draw.key(), signing(draw)];
      return [
        token.closeAccount.instruction(T, { account: b(account), destination: b(destination), authority }),
        spl.createCloseAccountInstruction(account, destination, owner, signers),
      ];
    },
    freezeAccount: (draw) => {
      const [account, mint, { authority, owner, signers }] = [draw.key(), draw.key(), signing(draw)];
      return [
        token.freezeAccount.instruction(T, { account: b(account), mint: b(mint), authority }),
        spl.createFreezeAccountInstruction(account, mint, owner, signers),
      ];
    },
    thawAccount: (draw) => {
      const [account, mint, { authority, owner, signers }] = [draw.key(), draw.key(), signing(draw)];
      return [
        token.thawAccount.instruction(T, { account: b(account), mint: b(mint), authority }),
        spl.createThawAccountInstruction(account, mint, owner, signers),
      ];
    },
    transferChecked: (draw) => {
      const [from, mint, to, { authority, owner, signers }] = [draw.key(), draw.key(), draw.key(), signing(draw)];
      const [amount, decimals] = [draw.u64(), draw.u8()];
      return [
        token.transferChecked.instruction(
          T,
          { from: b(from), mint: b(mint), to: b(to), authority },
          { amount, decimals },
        ),
        spl.createTransferCheckedInstruction(from, mint, to, owner, amount, decimals, signers),
      ];
    },
    approveChecked: (draw) => {
      const [to, mint, delegate, { authority, owner, signers }] = [draw.key(), draw.key(), draw.key(), signing(draw)];
      const [amount, decimals] = [draw.u64(), draw.u8()];
      return [
        token.approveChecked.instruction(
          T,
          { to: b(to), mint: b(mint), delegate: b(delegate), authority },
          { amount, decimals },
        ),
        spl.createApproveCheckedInstruction(to, mint, delegate, owner, amount, decimals, signers),
      ];
    },
    mintToChecked: (draw) => {
      const [mint, to, { authority, owner, signers }] = [draw.key(), draw.key(), signing(draw)];
      const [amount, decimals] = [draw.u64(), draw.u8()];
      return [
        token.mintToChecked.instruction(T, { mint: b(mint), to: b(to), authority }, { amount, decimals }),
        spl.createMintToCheckedInstruction(mint, to, owner, amount, decimals, signers),
      ];
    },
    burnChecked: (draw) => {
      const [from, mint, { authority, owner, signers }] = [draw.key(), draw.key(), signing(draw)];
      const [amount, decimals] = [draw.u64(), draw.u8()];
      return [
        token.burnChecked.instruction(T, { from: b(from), mint: b(mint), authority }, { amount, decimals }),
        spl.createBurnCheckedInstruction(from, mint, owner, amount, decimals, signers),
      ];
    },
    setAuthority: (draw) => {
      const [account, next, { authority, owner, signers }] = [draw.key(), draw.keyOrNull(), signing(draw)];
      const type = (["MintTokens", "FreezeAccount", "AccountOwner", "CloseAccount"] as const)[draw.below(4)];
      return [
        token.setAuthority.instruction(
          T,
          { accountOrMint: b(account), currentAuthority: authority },
          { authorityType: type, newAuthority: n(next) },
        ),
        spl.createSetAuthorityInstruction(account, owner, spl.AuthorityType[type], next, signers),
      ];
    },
    syncNative: ({ key }) => {
      const account = key();
      return [token.syncNative.instruction(T, { account: b(account) }), spl.createSyncNativeInstruction(account)];
    },
    initializeImmutableOwner: ({ key }) => {
      const account = key();
      return [
        token.initializeImmutableOwner.instruction(T, { account: b(account) }),
        spl.createInitializeImmutableOwnerInstruction(account, new PublicKey(T)),
      ];
    },
    amountToUiAmount: ({ key, u64 }) => {
      const [mint, amount] = [key(), u64()];
      return [
        token.amountToUiAmount.instruction(T, { account: b(mint) }, { amount }),
        spl.createAmountToUiAmountInstruction(mint, amount),
      ];
    },
    uiAmountToAmount: ({ key, below }) => {
      const [mint, uiAmount] = [key(), `${below(100000)}.${below(1000)}`];
      return [
        token.uiAmountToAmount.instruction(T, { account: b(mint) }, { uiAmount }),
        spl.createUiAmountToAmountInstruction(mint, uiAmount),
      ];
    },
  });
});
