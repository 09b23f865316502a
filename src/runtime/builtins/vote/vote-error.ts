import type { InstructionError } from "../../../solana/errors.js";

/** The vote program's own errors (solana-vote-interface 6.1, `VoteError`: the ordinal is the code). */
export const VOTE_ERRORS = {
  VoteTooOld: { Custom: 0 },
  SlotsMismatch: { Custom: 1 },
  SlotHashMismatch: { Custom: 2 },
  EmptySlots: { Custom: 3 },
  TimestampTooOld: { Custom: 4 },
  TooSoonToReauthorize: { Custom: 5 },
  LockoutConflict: { Custom: 6 },
  NewVoteStateLockoutMismatch: { Custom: 7 },
  SlotsNotOrdered: { Custom: 8 },
  ConfirmationsNotOrdered: { Custom: 9 },
  ZeroConfirmations: { Custom: 10 },
  ConfirmationTooLarge: { Custom: 11 },
  RootRollBack: { Custom: 12 },
  ConfirmationRollBack: { Custom: 13 },
  SlotSmallerThanRoot: { Custom: 14 },
  TooManyVotes: { Custom: 15 },
  VotesTooOldAllFiltered: { Custom: 16 },
  RootOnDifferentFork: { Custom: 17 },
  ActiveVoteAccountClose: { Custom: 18 },
  CommissionUpdateTooLate: { Custom: 19 },
} as const satisfies Record<string, InstructionError>;
