import { concatBytes } from "../../../base/bytes.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { SYSVAR_RENT_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { text, u8, u64 } from "../bytes.js";
import type { Grammar, Maker } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { createAccount } from "./system.js";
import {
  findByKey,
  type Mint,
  MULTISIG_BYTES,
  mints,
  multisigs,
  TOKEN_ACCOUNT_BYTES,
  type TokenAccount,
  tokenAccounts,
} from "./token-state.js";

/** What the token programs have in common, over the accounts of one of them. */
export class TokenScene {
  readonly mints: readonly Mint[];
  readonly accounts: readonly TokenAccount[];

  constructor(
    readonly pool: Pool,
    readonly programId: Pubkey,
  ) {
    this.mints = mints(pool, programId);
    this.accounts = tokenAccounts(pool, programId);
  }

  instruction(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
    return { programId: this.programId, accounts, data: concatBytes(u8(tag), ...fields) };
  }

  /** With data that begin with more than a tag. */
  raw(accounts: readonly AccountMeta[], ...data: readonly Uint8Array[]): Instruction {
    return { programId: this.programId, accounts, data: concatBytes(...data) };
  }

  mint(condition: (mint: Mint) => boolean = () => true): Mint | undefined {
    return pickOrNone(this.pool, this.mints.filter(condition));
  }

  mintOf({ mint }: TokenAccount): Mint | undefined {
    return findByKey(this.mints, mint);
  }

  account(condition: (account: TokenAccount) => boolean = () => true): TokenAccount | undefined {
    return pickOrNone(this.pool, this.accounts.filter(condition));
  }

  /** An account of this mint, another one than `except` mostly. */
  accountOfMint(mint: Pubkey, except?: Pubkey): TokenAccount | undefined {
    const same = this.accounts.filter((account) => pubkeyEqual(account.mint, mint));
    const others = same.filter(({ key }) => except === undefined || !pubkeyEqual(key, except));
    if (this.pool.random.oneIn(25)) return this.account();
    return pickOrNone(this.pool, others.length > 0 && !this.pool.random.oneIn(15) ? others : same);
  }

  /** The metas of an authority and of those who sign for it; now and then somebody else. */
  authority(key: Pubkey | undefined): AccountMeta[] {
    const { pool } = this;
    if (key === undefined || pool.random.oneIn(30)) return [meta(pool.wallet(), "s")];
    const multisig = findByKey(multisigs(pool, this.programId), key);
    if (multisig === undefined) return [meta(key, pool.canSign(key) ? "s" : "")];
    const signers = pool.random.shuffle(multisig.signers).slice(0, multisig.required);
    return [meta(key), ...signers.map((signer) => meta(signer, "s"))];
  }

  /** Who may move tokens of an account: its owner mostly, or its delegate. */
  mover({ owner, delegate }: TokenAccount): AccountMeta[] {
    return this.authority(delegate !== undefined && this.pool.random.oneIn(3) ? delegate : owner);
  }

  /** Who a new authority is. */
  newAuthority(): Pubkey {
    const { pool } = this;
    const shared = multisigs(pool, this.programId);
    if (shared.length > 0 && pool.random.oneIn(4)) return pool.random.pick(shared).key;
    return pool.wallet();
  }
}

function pickOrNone<T>(pool: Pool, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : pool.random.pick(items);
}

export function optionalKey(key: Pubkey | undefined): Uint8Array {
  return key === undefined ? u8(0) : concatBytes(u8(1), key);
}

export type SceneMaker = (scene: TokenScene) => readonly Instruction[] | undefined;

/** Makers over a scene of a program. */
export function sceneMakers(
  programId: Pubkey,
  makers: Readonly<Record<string, readonly [weight: number, make: SceneMaker]>>,
): Grammar["makers"] {
  const over =
    (make: SceneMaker): Maker =>
    (pool) =>
      make(new TokenScene(pool, programId));
  return Object.fromEntries(Object.entries(makers).map(([name, [weight, make]]) => [name, [weight, over(make)]]));
}

const hasTokens = ({ amount, isFrozen }: TokenAccount) => amount > 0n && !isFrozen;

function transfer(scene: TokenScene, checked: boolean): Instruction[] | undefined {
  const { pool } = scene;
  const source = scene.account(hasTokens) ?? scene.account();
  const mint = source && scene.mintOf(source);
  const destination = source && scene.accountOfMint(source.mint, source.key);
  if (source === undefined || destination === undefined) return undefined;
  const amount = u64(pool.partOf(source.amount));
  const mover = scene.mover(source);
  if (!checked) return [scene.instruction(3, [meta(source.key, "w"), meta(destination.key, "w"), ...mover], amount)];
  const accounts = [meta(source.key, "w"), meta(source.mint), meta(destination.key, "w"), ...mover];
  return [scene.instruction(12, accounts, amount, decimals(pool, mint))];
}

export function decimals({ random }: Pool, mint: Mint | undefined): Uint8Array {
  return u8(mint === undefined || random.oneIn(25) ? random.below(12) : mint.decimals);
}

function approve(scene: TokenScene, checked: boolean): Instruction[] | undefined {
  const { pool } = scene;
  const source = scene.account();
  if (source === undefined) return undefined;
  const amount = u64(pool.partOf(source.amount * 2n + 10n));
  const rest = [meta(scene.newAuthority()), ...scene.authority(source.owner)];
  if (!checked) return [scene.instruction(4, [meta(source.key, "w"), ...rest], amount)];
  const accounts = [meta(source.key, "w"), meta(source.mint), ...rest];
  return [scene.instruction(13, accounts, amount, decimals(pool, scene.mintOf(source)))];
}

function mintTo(scene: TokenScene, checked: boolean): Instruction[] | undefined {
  const { pool } = scene;
  const mint = scene.mint(({ mintAuthority }) => mintAuthority !== undefined) ?? scene.mint();
  const account = mint && scene.accountOfMint(mint.key);
  if (mint === undefined || account === undefined) return undefined;
  const amount = pool.random.oneIn(30) ? pool.random.u64() : BigInt(pool.random.below(1_000_000_000));
  const accounts = [meta(mint.key, "w"), meta(account.key, "w"), ...scene.authority(mint.mintAuthority)];
  if (!checked) return [scene.instruction(7, accounts, u64(amount))];
  return [scene.instruction(14, accounts, u64(amount), decimals(pool, mint))];
}

function burn(scene: TokenScene, checked: boolean): Instruction[] | undefined {
  const { pool } = scene;
  const account = scene.account(hasTokens) ?? scene.account();
  if (account === undefined) return undefined;
  const accounts = [meta(account.key, "w"), meta(account.mint, "w"), ...scene.mover(account)];
  const amount = u64(pool.partOf(account.amount));
  if (!checked) return [scene.instruction(8, accounts, amount)];
  return [scene.instruction(15, accounts, amount, decimals(pool, scene.mintOf(account)))];
}

function setAuthority(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const next = optionalKey(random.oneIn(5) ? undefined : scene.newAuthority());
  if (random.oneIn(2)) {
    const mint = scene.mint();
    const kind = random.below(2);
    const current = kind === 0 ? mint?.mintAuthority : mint?.freezeAuthority;
    return mint && [scene.instruction(6, [meta(mint.key, "w"), ...scene.authority(current)], u8(kind), next)];
  }
  const account = scene.account();
  const kind = random.oneIn(20) ? random.below(18) : random.pick([2, 3]);
  const current = kind === 3 && account?.closeAuthority !== undefined ? account.closeAuthority : account?.owner;
  return account && [scene.instruction(6, [meta(account.key, "w"), ...scene.authority(current)], u8(kind), next)];
}

function close(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const account =
    scene.account(({ amount, isNative, isFrozen }) => (amount === 0n || isNative) && !isFrozen) ?? scene.account();
  if (account === undefined) return undefined;
  const destination = pool.random.oneIn(6) ? pool.anyKey() : pool.wallet();
  const authority = scene.authority(account.closeAuthority ?? account.owner);
  return [scene.instruction(9, [meta(account.key, "w"), meta(destination, "w"), ...authority])];
}

function freezeOrThaw(scene: TokenScene, tag: 10 | 11): Instruction[] | undefined {
  const account = scene.account(({ isFrozen }) => isFrozen === (tag === 11)) ?? scene.account();
  if (account === undefined) return undefined;
  const authority = scene.authority(scene.mintOf(account)?.freezeAuthority);
  return [scene.instruction(tag, [meta(account.key, "w"), meta(account.mint), ...authority])];
}

/** With the rent sysvar (2) or without (19). */
function createMultisig(scene: TokenScene): Instruction[] {
  const { pool } = scene;
  const { random } = pool;
  const key = pool.newKey();
  const signers = random.shuffle(pool.payers).slice(0, random.between(1, pool.payers.length));
  const required = random.oneIn(15) ? random.below(14) : random.between(1, signers.length);
  const withRent = random.oneIn(2);
  const accounts = [meta(key, "w"), ...(withRent ? [meta(SYSVAR_RENT_ID)] : []), ...signers.map((one) => meta(one))];
  return [
    createAccount(pool.payer(), key, pool.balanceFor(MULTISIG_BYTES), MULTISIG_BYTES, scene.programId),
    scene.instruction(withRent ? 2 : 19, accounts, u8(required)),
  ];
}

/** The three ways to initialize a token account. */
export function initializeAccount(scene: TokenScene, key: Pubkey, mint: Pubkey, owner: Pubkey): Instruction {
  switch (scene.pool.random.below(3)) {
    case 0:
      return scene.instruction(1, [meta(key, "w"), meta(mint), meta(owner), meta(SYSVAR_RENT_ID)]);
    case 1:
      return scene.instruction(16, [meta(key, "w"), meta(mint), meta(SYSVAR_RENT_ID)], owner);
    default:
      return scene.instruction(18, [meta(key, "w"), meta(mint)], owner);
  }
}

/** The two ways to initialize a mint. */
export function initializeMint(scene: TokenScene, key: Pubkey): Instruction {
  const { random } = scene.pool;
  const freezeAuthority = optionalKey(random.oneIn(4) ? undefined : scene.newAuthority());
  const fields = [u8(random.oneIn(8) ? random.below(256) : random.below(10)), scene.newAuthority(), freezeAuthority];
  return random.oneIn(2)
    ? scene.instruction(0, [meta(key, "w"), meta(SYSVAR_RENT_ID)], ...fields)
    : scene.instruction(20, [meta(key, "w")], ...fields);
}

/** An account of 165 bytes, of a mint that asks for no more. */
export function createPlainAccount(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const mint = scene.mint(({ extensions }) => extensions.size === 0);
  if (mint === undefined) return undefined;
  const key = pool.newKey();
  const owner = scene.newAuthority();
  const create = createAccount(
    pool.payer(),
    key,
    pool.balanceFor(TOKEN_ACCOUNT_BYTES),
    TOKEN_ACCOUNT_BYTES,
    scene.programId,
  );
  const immutable = pool.random.oneIn(8) ? [scene.instruction(22, [meta(key, "w")])] : [];
  return [create, ...immutable, initializeAccount(scene, key, mint.key, owner)];
}

function uiAmount(scene: TokenScene): Instruction[] | undefined {
  const { random } = scene.pool;
  const mint = scene.mint();
  if (mint === undefined) return undefined;
  if (random.oneIn(2)) return [scene.instruction(23, [meta(mint.key)], u64(random.u64()))];
  const amount = random.pick([
    "1",
    "0.5",
    "1234.56789",
    ".",
    "",
    "-1",
    "18446744073709551616",
    "0.000000001",
    "1e9",
    "é",
  ]);
  return [scene.instruction(24, [meta(mint.key)], text(amount))];
}

/** Lamports out of a native account, as its owner's tokens. */
function unwrapLamports(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const account = scene.account(({ isNative }) => isNative) ?? (pool.random.oneIn(5) ? scene.account() : undefined);
  if (account === undefined) return undefined;
  const accounts = [meta(account.key, "w"), meta(pool.wallet(), "w"), ...scene.mover(account)];
  const amount = pool.random.oneIn(4) ? u8(0) : concatBytes(u8(1), u64(pool.partOf(account.amount)));
  return [scene.instruction(45, accounts, amount)];
}

/** What lies above the rent minimum of a mint, an account or a multisig. */
function withdrawExcess(scene: TokenScene): Instruction[] | undefined {
  const { pool } = scene;
  const mint = scene.mint();
  const account = scene.account();
  const shared = multisigs(pool, scene.programId);
  const to = meta(pool.wallet(), "w");
  switch (pool.random.below(4)) {
    case 0:
      return (
        mint && [scene.instruction(38, [meta(mint.key, "w"), to, ...scene.authority(mint.mintAuthority ?? mint.key)])]
      );
    case 1: {
      if (shared.length === 0) return undefined;
      const { key } = pool.random.pick(shared);
      return [scene.instruction(38, [meta(key, "w"), to, ...scene.authority(key)])];
    }
    default:
      return account && [scene.instruction(38, [meta(account.key, "w"), to, ...scene.authority(account.owner)])];
  }
}

/** The makers of what both token programs do. */
export function baseMakers(programId: Pubkey): Grammar["makers"] {
  return sceneMakers(programId, {
    createMultisig: [2, createMultisig],
    transfer: [6, (scene) => transfer(scene, false)],
    transferChecked: [6, (scene) => transfer(scene, true)],
    approve: [4, (scene) => approve(scene, false)],
    approveChecked: [2, (scene) => approve(scene, true)],
    revoke: [
      2,
      (scene) => {
        const account = scene.account(({ delegate }) => delegate !== undefined) ?? scene.account();
        return account && [scene.instruction(5, [meta(account.key, "w"), ...scene.authority(account.owner)])];
      },
    ],
    setAuthority: [4, setAuthority],
    mintTo: [8, (scene) => mintTo(scene, false)],
    mintToChecked: [4, (scene) => mintTo(scene, true)],
    burn: [3, (scene) => burn(scene, false)],
    burnChecked: [2, (scene) => burn(scene, true)],
    closeAccount: [3, close],
    freezeAccount: [2, (scene) => freezeOrThaw(scene, 10)],
    thawAccount: [2, (scene) => freezeOrThaw(scene, 11)],
    syncNative: [
      2,
      (scene) => {
        const account = scene.account(({ isNative }) => isNative) ?? scene.account();
        return account && [scene.instruction(17, [meta(account.key, "w")])];
      },
    ],
    uiAmount: [2, uiAmount],
    unwrapLamports: [2, unwrapLamports],
    withdrawExcessLamports: [2, withdrawExcess],
    "unknown instruction": [1, (scene) => [scene.instruction(scene.pool.random.between(39, 254), [])]],
  });
}
