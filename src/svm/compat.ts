/**
 * Where LiteSVM 1.5 does not do what Agave does. Each switch says what happens when it is on; Agave's row is the
 * default, LiteSVM's row serves its drop-in replacement and comparisons with it.
 */
export interface Compat {
  readonly name: "agave" | "litesvm";
  /** Size on the wire, at most 64 instructions, at most 255 accounts each: refused before anything else. */
  readonly limitsForm: boolean;
  /** Signatures are verified before the form, the lookup tables and the locks are checked, not after. */
  readonly verifiesSignaturesFirst: boolean;
  /** Compute budget instructions are decoded with the form, not only after the blockhash was checked. */
  readonly decodesBudgetWithForm: boolean;
  /** How many blockhashes stay valid after a newer one: 150 blocks, or none. */
  readonly blockhashAge: number;
  /** A transaction is a duplicate by its message, whoever signed it; else by its first signature. */
  readonly findsDuplicatesByMessage: boolean;
  /** The result of a dropped transaction shows no fee; else what it would have paid, once that was known. */
  readonly hidesFeesOfDropped: boolean;
  /** Transactions whose accounts cannot be loaded pay their fee; else they are dropped. */
  readonly chargesLoadFailures: boolean;
  /** A program runs if a loader owns it; else it must also be flagged executable. */
  readonly ignoresExecutableFlag: boolean;
  /** The programdata of an upgradeable program counts towards the loaded size. */
  readonly countsProgramData: boolean;
  /** A failed transaction still advances its durable nonce. */
  readonly advancesNonceOnFailure: boolean;
  /** Lamports before and after a transaction are compared. */
  readonly comparesLamportSums: boolean;
  /** A successful transaction stores the writable accounts it touched; else every writable account. */
  readonly storesOnlyTouchedAccounts: boolean;
  /** A failed transaction that takes the payer's last lamport removes the payer; else it leaves an empty account. */
  readonly removesEmptyPayers: boolean;
  /** Durable nonces advance to the latest blockhash; else to the one that the message names. */
  readonly advancesNonceToLatestBlockhash: boolean;
  /** The rent sysvar follows the feature gates; else it stays at 6960 lamports per byte. */
  readonly rentFollowsFeatures: boolean;
  /** A sysvar's account is as long as its longest value, and has the rent for it; else as its value is, and 1 lamport. */
  readonly keepsRoomInSysvars: boolean;
  /** Simulations ask for blockhashes and nonces that stay good for a while, and keep all logs; else as when sending. */
  readonly simulatesAhead: boolean;
  /** A warp moves the whole clock, the blockhashes and the slot hashes; else only the slot. */
  readonly warpsWholeBank: boolean;
  /** A program deployed, upgraded or extended runs from the next slot on; else from the next transaction on. */
  readonly delaysVisibility: boolean;
  /**
   * Programdata count as they are when the program is called, if the loader owns them and they say what they are. Else
   * as they were when the program's account was last stored, by the host or by a transaction that may write it,
   * whatever they are; with none, the program is closed.
   */
  readonly checksProgramdata: boolean;
  /** New gates and budgets count for every program; else for those set later, and no builtin goes away. */
  readonly reloadsPrograms: boolean;
}

const AGAVE: Compat = {
  name: "agave",
  limitsForm: true,
  verifiesSignaturesFirst: true,
  decodesBudgetWithForm: true,
  blockhashAge: 150,
  findsDuplicatesByMessage: true,
  hidesFeesOfDropped: true,
  chargesLoadFailures: true,
  ignoresExecutableFlag: true,
  countsProgramData: true,
  advancesNonceOnFailure: true,
  comparesLamportSums: true,
  storesOnlyTouchedAccounts: true,
  removesEmptyPayers: true,
  advancesNonceToLatestBlockhash: true,
  rentFollowsFeatures: true,
  keepsRoomInSysvars: true,
  simulatesAhead: true,
  warpsWholeBank: true,
  delaysVisibility: true,
  checksProgramdata: true,
  reloadsPrograms: true,
};

const LITESVM: Compat = {
  name: "litesvm",
  limitsForm: false,
  verifiesSignaturesFirst: false,
  decodesBudgetWithForm: false,
  blockhashAge: 0,
  findsDuplicatesByMessage: false,
  hidesFeesOfDropped: false,
  chargesLoadFailures: false,
  ignoresExecutableFlag: false,
  countsProgramData: false,
  advancesNonceOnFailure: false,
  comparesLamportSums: false,
  storesOnlyTouchedAccounts: false,
  removesEmptyPayers: false,
  advancesNonceToLatestBlockhash: false,
  rentFollowsFeatures: false,
  keepsRoomInSysvars: false,
  simulatesAhead: false,
  warpsWholeBank: false,
  delaysVisibility: false,
  checksProgramdata: false,
  reloadsPrograms: false,
};

/** What the VM behaves like, by name. */
export const COMPAT: Readonly<Record<Compat["name"], Compat>> = { agave: AGAVE, litesvm: LITESVM };
