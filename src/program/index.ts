export { CallgateError } from "../base/errors.js";
export type { InstructionError, ProgramErrorName } from "../solana/errors.js";
export type { Address, Pubkey } from "../solana/pubkey.js";
export type { AccountInfo } from "./account-info.js";
export { Account } from "./accounts/account.js";
export { type AccountType, accountType } from "./accounts/account-type.js";
export { AnchorError, type ErrorCode, errorCodes } from "./accounts/anchor-error.js";
export {
  account,
  address,
  associatedToken,
  type Constraint,
  close,
  duplicate,
  hasOne,
  init,
  ownedBy,
  pda,
  program,
  type Seed,
  signer,
  writable,
} from "./accounts/constraints.js";
export { DeclaredProgram, type DeclaredProgramDefinition, defineProgram } from "./accounts/declared-program.js";
export type { AnchorIdl, IdlInstruction, IdlInstructionAccount, IdlSeed } from "./accounts/idl.js";
export { type Context, type InstructionDefinition, instruction } from "./accounts/instruction.js";
export { Mint, TokenAccount } from "./accounts/token-accounts.js";
export { type Decoder, deserialize, deserializeUnchecked, type Encoder, serialize } from "./borsh.js";
export * as borsh from "./codec/borsh.js";
export type { Codec, ValueOf } from "./codec/codec.js";
export { associatedTokenAccount, getAssociatedTokenAddress } from "./cpi/associated-token.js";
export { CpiContext, type HasAccountInfo, type SignerSeeds } from "./cpi/context.js";
export { type CpiFunction, type CpiFunctions, cpiFunctions } from "./cpi/functions.js";
export {
  type AccountRole,
  type InstructionLayout,
  keyOf,
  type Multisig,
  multisig,
} from "./cpi/layout.js";
export { loaderV3 } from "./cpi/loader-v3.js";
export { memo } from "./cpi/memo.js";
export { stake } from "./cpi/stake.js";
export { system } from "./cpi/system.js";
export { token, tokenInterface } from "./cpi/token.js";
export { token2022 } from "./cpi/token-2022.js";
export { blake3, keccak256, sha256 } from "./hash.js";
export { ProgramAborted } from "./host.js";
export { AccountMeta, type Instruction } from "./instruction.js";
export { getProcessedSiblingInstruction, getStackHeight } from "./instruction-info.js";
export { invoke, invokeSigned } from "./invoke.js";
export { log64, logComputeUnits, logData, logPubkey, msg, remainingComputeUnits } from "./log.js";
export {
  type Mock,
  type MockAccountChange,
  type MockCall,
  type MockFunction,
  type MockResult,
  mock,
  type ReceivedAccount,
  type ReceivedCall,
} from "./mock.js";
export { nextAccountInfo } from "./next-account-info.js";
export { entrypoint, type ProcessInstruction, type Program, type ProgramDefinition } from "./program.js";
export { ProgramError } from "./program-error.js";
export * from "./program-ids.js";
export { addressOf, createProgramAddress, createWithSeed, findProgramAddress, pubkey, pubkeyEqual } from "./pubkey.js";
export { getReturnData, MAX_RETURN_DATA, setReturnData } from "./return-data.js";
export {
  Clock,
  EpochRewards,
  EpochSchedule,
  getSysvar,
  Instructions,
  LastRestartSlot,
  Rent,
  SlotHashes,
  StakeHistory,
  type Sysvar,
} from "./sysvars.js";
