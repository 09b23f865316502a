import { concatBytes } from "../../base/bytes.js";
import { type Codec, codec } from "../codec/codec.js";
import { bool, pubkey, u8, u32, u64 } from "../codec/scalars.js";
import { TOKEN_PROGRAM_ID } from "../program-ids.js";
import { accountType } from "./account-type.js";

// What the Token program keeps in its accounts (spl-token-interface, state), as anchor-spl reads it.

/** A u32 that says whether the value counts; its bytes are there in any case (solana-program-option, COption). */
function coption<T>(inner: Codec<T>, size: number): Codec<T | null> {
  return codec<T | null>(
    { option: inner.idlType },
    (value) => (value === null ? new Uint8Array(4 + size) : concatBytes(u32.encode(1), inner.encode(value))),
    (bytes, offset) => {
      const [tag, start] = u32.read(bytes, offset);
      if (tag > 1) throw new Error(`expected an option's tag, 0 or 1, got ${tag}`);
      const [value, end] = inner.read(bytes, start);
      return [tag === 0 ? null : value, end];
    },
  );
}

/** What is there, but was not initialized, is nothing yet. */
function initialized<T>(inner: Codec<T>, isValid: (value: T) => boolean): Codec<T> {
  return codec(inner.idlType, inner.encode, (bytes, offset) => {
    const [value, end] = inner.read(bytes, offset);
    if (!isValid(value)) throw new Error("expected what was initialized");
    return [value, end];
  });
}

/** A token account of the Token program, of exactly 165 bytes (anchor-spl, token::TokenAccount). `state` 2 is frozen. */
export const TokenAccount = accountType(
  "TokenAccount",
  {
    mint: pubkey,
    owner: pubkey,
    amount: u64,
    delegate: coption(pubkey, 32),
    state: initialized(u8, (state) => state === 1 || state === 2),
    isNative: coption(u64, 8),
    delegatedAmount: u64,
    closeAuthority: coption(pubkey, 32),
  },
  { discriminator: [], owner: TOKEN_PROGRAM_ID, dataLength: 165 },
);

/** A mint of the Token program, of exactly 82 bytes (anchor-spl, token::Mint). */
export const Mint = accountType(
  "Mint",
  {
    mintAuthority: coption(pubkey, 32),
    supply: u64,
    decimals: u8,
    isInitialized: initialized(bool, Boolean),
    freezeAuthority: coption(pubkey, 32),
  },
  { discriminator: [], owner: TOKEN_PROGRAM_ID, dataLength: 82 },
);
