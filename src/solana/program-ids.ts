import { type Pubkey, pubkeyFromAddress } from "./pubkey.js";
import { lastingPubkey } from "./shared-pubkeys.js";

/** The array that also stands for the id in messages and accounts. */
function id(address: string): Pubkey {
  return lastingPubkey(pubkeyFromAddress(address));
}

// Native programs (solana-sdk-ids).
export const SYSTEM_PROGRAM_ID: Pubkey = id("11111111111111111111111111111111");
export const VOTE_PROGRAM_ID: Pubkey = id("Vote111111111111111111111111111111111111111");
export const COMPUTE_BUDGET_PROGRAM_ID: Pubkey = id("ComputeBudget111111111111111111111111111111");
export const ZK_ELGAMAL_PROOF_PROGRAM_ID: Pubkey = id("ZkE1Gama1Proof11111111111111111111111111111");
export const ZK_TOKEN_PROOF_PROGRAM_ID: Pubkey = id("ZkTokenProof1111111111111111111111111111111");

// Programs that once were native and now are sBPF.
export const ADDRESS_LOOKUP_TABLE_PROGRAM_ID: Pubkey = id("AddressLookupTab1e1111111111111111111111111");
export const CONFIG_PROGRAM_ID: Pubkey = id("Config1111111111111111111111111111111111111");
export const FEATURE_PROGRAM_ID: Pubkey = id("Feature111111111111111111111111111111111111");
export const STAKE_PROGRAM_ID: Pubkey = id("Stake11111111111111111111111111111111111111");
/** An account, not a program; deprecated. */
export const STAKE_CONFIG_ID: Pubkey = id("StakeConfig11111111111111111111111111111111");

// Loaders.
export const NATIVE_LOADER_ID: Pubkey = id("NativeLoader1111111111111111111111111111111");
export const LOADER_V1_ID: Pubkey = id("BPFLoader1111111111111111111111111111111111");
export const LOADER_V2_ID: Pubkey = id("BPFLoader2111111111111111111111111111111111");
/** The upgradeable loader. */
export const LOADER_V3_ID: Pubkey = id("BPFLoaderUpgradeab1e11111111111111111111111");
export const LOADER_V4_ID: Pubkey = id("LoaderV411111111111111111111111111111111111");

// Precompiles.
export const ED25519_PROGRAM_ID: Pubkey = id("Ed25519SigVerify111111111111111111111111111");
export const SECP256K1_PROGRAM_ID: Pubkey = id("KeccakSecp256k11111111111111111111111111111");
export const SECP256R1_PROGRAM_ID: Pubkey = id("Secp256r1SigVerify1111111111111111111111111");

// Sysvars.
/** The owner of the sysvar accounts. */
export const SYSVAR_PROGRAM_ID: Pubkey = id("Sysvar1111111111111111111111111111111111111");
export const SYSVAR_CLOCK_ID: Pubkey = id("SysvarC1ock11111111111111111111111111111111");
export const SYSVAR_EPOCH_REWARDS_ID: Pubkey = id("SysvarEpochRewards1111111111111111111111111");
export const SYSVAR_EPOCH_SCHEDULE_ID: Pubkey = id("SysvarEpochSchedu1e111111111111111111111111");
export const SYSVAR_FEES_ID: Pubkey = id("SysvarFees111111111111111111111111111111111");
export const SYSVAR_INSTRUCTIONS_ID: Pubkey = id("Sysvar1nstructions1111111111111111111111111");
export const SYSVAR_LAST_RESTART_SLOT_ID: Pubkey = id("SysvarLastRestartS1ot1111111111111111111111");
export const SYSVAR_RECENT_BLOCKHASHES_ID: Pubkey = id("SysvarRecentB1ockHashes11111111111111111111");
export const SYSVAR_RENT_ID: Pubkey = id("SysvarRent111111111111111111111111111111111");
export const SYSVAR_REWARDS_ID: Pubkey = id("SysvarRewards111111111111111111111111111111");
export const SYSVAR_SLOT_HASHES_ID: Pubkey = id("SysvarS1otHashes111111111111111111111111111");
export const SYSVAR_SLOT_HISTORY_ID: Pubkey = id("SysvarS1otHistory11111111111111111111111111");
export const SYSVAR_STAKE_HISTORY_ID: Pubkey = id("SysvarStakeHistory1111111111111111111111111");

/** Lamports sent here are burned at the end of the block. */
export const INCINERATOR_ID: Pubkey = id("1nc1nerator11111111111111111111111111111111");

// SPL programs.
export const TOKEN_PROGRAM_ID: Pubkey = id("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
export const TOKEN_2022_PROGRAM_ID: Pubkey = id("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
export const ASSOCIATED_TOKEN_PROGRAM_ID: Pubkey = id("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
export const MEMO_V1_PROGRAM_ID: Pubkey = id("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo");
/** Version 3. */
export const MEMO_PROGRAM_ID: Pubkey = id("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
export const MEMO_V4_PROGRAM_ID: Pubkey = id("Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH");
/** The mint of wrapped SOL. */
export const NATIVE_MINT_ID: Pubkey = id("So11111111111111111111111111111111111111112");
export const NATIVE_MINT_2022_ID: Pubkey = id("9pan9bMn5HatX4EJdBwg9VgCa7Uz5HL8N1m5D3NdXejP");
