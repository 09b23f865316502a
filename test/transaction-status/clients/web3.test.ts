import {
  AddressLookupTableProgram,
  StakeAuthorizationLayout,
  StakeProgram,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RECENT_BLOCKHASHES_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  SYSVAR_STAKE_HISTORY_PUBKEY,
  SystemProgram,
  VoteAuthorizationLayout,
  VoteInit,
  VoteProgram,
} from "@solana/web3.js";
import { expectParsed, key, text } from "./client.js";

// Instructions as @solana/web3.js makes them.

const from = key("from");
const to = key("to");
const base = key("base");
const owner = key("owner");
const authority = key("authority");
const next = key("next");
const account = key("account");
const clock = text(SYSVAR_CLOCK_PUBKEY);
const rent = text(SYSVAR_RENT_PUBKEY);
const history = text(SYSVAR_STAKE_HISTORY_PUBKEY);
const recentBlockhashes = text(SYSVAR_RECENT_BLOCKHASHES_PUBKEY);

const seed = "seed";
const nonce = { noncePubkey: account, authorizedPubkey: authority };

expectParsed("system", [
  [
    "createAccount",
    SystemProgram.createAccount({
      fromPubkey: from,
      newAccountPubkey: account,
      lamports: 5,
      space: 6,
      programId: owner,
    }),
    { source: text(from), newAccount: text(account), lamports: 5n, space: 6n, owner: text(owner) },
  ],
  [
    "transfer",
    SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports: 2n ** 64n - 1n }),
    { source: text(from), destination: text(to), lamports: 2n ** 64n - 1n },
  ],
  [
    "transferWithSeed",
    SystemProgram.transfer({
      fromPubkey: from,
      basePubkey: base,
      toPubkey: to,
      lamports: 5,
      seed,
      programId: owner,
    }),
    {
      source: text(from),
      sourceBase: text(base),
      destination: text(to),
      lamports: 5n,
      sourceSeed: seed,
      sourceOwner: text(owner),
    },
  ],
  [
    "assign",
    SystemProgram.assign({ accountPubkey: account, programId: owner }),
    { account: text(account), owner: text(owner) },
  ],
  [
    "assignWithSeed",
    SystemProgram.assign({ accountPubkey: account, basePubkey: base, seed, programId: owner }),
    { account: text(account), base: text(base), seed, owner: text(owner) },
  ],
  [
    "createAccountWithSeed",
    SystemProgram.createAccountWithSeed({
      fromPubkey: from,
      newAccountPubkey: account,
      basePubkey: base,
      seed,
      lamports: 5,
      space: 6,
      programId: owner,
    }),
    {
      source: text(from),
      newAccount: text(account),
      base: text(base),
      seed,
      lamports: 5n,
      space: 6n,
      owner: text(owner),
    },
  ],
  ["allocate", SystemProgram.allocate({ accountPubkey: account, space: 6 }), { account: text(account), space: 6n }],
  [
    "allocateWithSeed",
    SystemProgram.allocate({ accountPubkey: account, basePubkey: base, seed, space: 6, programId: owner }),
    { account: text(account), base: text(base), seed, space: 6n, owner: text(owner) },
  ],
  [
    "initializeNonce",
    SystemProgram.nonceInitialize(nonce),
    {
      nonceAccount: text(account),
      recentBlockhashesSysvar: recentBlockhashes,
      rentSysvar: rent,
      nonceAuthority: text(authority),
    },
  ],
  [
    "advanceNonce",
    SystemProgram.nonceAdvance(nonce),
    { nonceAccount: text(account), recentBlockhashesSysvar: recentBlockhashes, nonceAuthority: text(authority) },
  ],
  [
    "withdrawFromNonce",
    SystemProgram.nonceWithdraw({ ...nonce, toPubkey: to, lamports: 5 }),
    {
      nonceAccount: text(account),
      destination: text(to),
      recentBlockhashesSysvar: recentBlockhashes,
      rentSysvar: rent,
      nonceAuthority: text(authority),
      lamports: 5n,
    },
  ],
  [
    "authorizeNonce",
    SystemProgram.nonceAuthorize({ ...nonce, newAuthorizedPubkey: next }),
    { nonceAccount: text(account), nonceAuthority: text(authority), newAuthorized: text(next) },
  ],
]);

expectParsed("stake", [
  [
    "initialize",
    StakeProgram.initialize({ stakePubkey: account, authorized: { staker: authority, withdrawer: owner } }),
    {
      stakeAccount: text(account),
      rentSysvar: rent,
      authorized: { staker: text(authority), withdrawer: text(owner) },
      lockup: { unixTimestamp: 0n, epoch: 0n, custodian: "11111111111111111111111111111111" },
    },
  ],
  [
    "authorize",
    StakeProgram.authorize({
      stakePubkey: account,
      authorizedPubkey: authority,
      newAuthorizedPubkey: next,
      stakeAuthorizationType: StakeAuthorizationLayout.Withdrawer,
      custodianPubkey: owner,
    }).instructions[0],
    {
      stakeAccount: text(account),
      clockSysvar: clock,
      authority: text(authority),
      newAuthority: text(next),
      authorityType: "Withdrawer",
      custodian: text(owner),
    },
  ],
  [
    "delegate",
    StakeProgram.delegate({ stakePubkey: account, authorizedPubkey: authority, votePubkey: to }).instructions[0],
    {
      stakeAccount: text(account),
      voteAccount: text(to),
      clockSysvar: clock,
      stakeHistorySysvar: history,
      stakeConfigAccount: "StakeConfig11111111111111111111111111111111",
      stakeAuthority: text(authority),
    },
  ],
  [
    "withdraw",
    StakeProgram.withdraw({ stakePubkey: account, authorizedPubkey: authority, toPubkey: to, lamports: 5 })
      .instructions[0],
    {
      stakeAccount: text(account),
      destination: text(to),
      clockSysvar: clock,
      stakeHistorySysvar: history,
      withdrawAuthority: text(authority),
      lamports: 5n,
    },
  ],
  [
    "deactivate",
    StakeProgram.deactivate({ stakePubkey: account, authorizedPubkey: authority }).instructions[0],
    { stakeAccount: text(account), clockSysvar: clock, stakeAuthority: text(authority) },
  ],
  [
    "merge",
    StakeProgram.merge({ stakePubkey: to, sourceStakePubKey: from, authorizedPubkey: authority }).instructions[0],
    {
      destination: text(to),
      source: text(from),
      clockSysvar: clock,
      stakeHistorySysvar: history,
      stakeAuthority: text(authority),
    },
  ],
]);

expectParsed("vote", [
  [
    "initialize",
    VoteProgram.initializeAccount({
      votePubkey: account,
      nodePubkey: from,
      voteInit: new VoteInit(from, authority, owner, 7),
    }),
    {
      voteAccount: text(account),
      rentSysvar: rent,
      clockSysvar: clock,
      node: text(from),
      authorizedVoter: text(authority),
      authorizedWithdrawer: text(owner),
      commission: 7,
    },
  ],
  [
    "authorize",
    VoteProgram.authorize({
      votePubkey: account,
      authorizedPubkey: authority,
      newAuthorizedPubkey: next,
      voteAuthorizationType: VoteAuthorizationLayout.Voter,
    }).instructions[0],
    {
      voteAccount: text(account),
      clockSysvar: clock,
      authority: text(authority),
      newAuthority: text(next),
      authorityType: "Voter",
    },
  ],
  [
    "withdraw",
    VoteProgram.withdraw({
      votePubkey: account,
      authorizedWithdrawerPubkey: authority,
      lamports: 5,
      toPubkey: to,
    }).instructions[0],
    { voteAccount: text(account), destination: text(to), withdrawAuthority: text(authority), lamports: 5n },
  ],
]);

expectParsed("address-lookup-table", [
  [
    "extendLookupTable",
    AddressLookupTableProgram.extendLookupTable({ lookupTable: account, authority, payer: from, addresses: [to] }),
    {
      lookupTableAccount: text(account),
      lookupTableAuthority: text(authority),
      newAddresses: [text(to)],
      payerAccount: text(from),
      systemProgram: "11111111111111111111111111111111",
    },
  ],
  [
    "closeLookupTable",
    AddressLookupTableProgram.closeLookupTable({ lookupTable: account, authority, recipient: to }),
    { lookupTableAccount: text(account), lookupTableAuthority: text(authority), recipient: text(to) },
  ],
]);
