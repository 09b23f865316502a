// What is drawn of a transaction. The renderer knows nothing of the runtime; whoever has a result makes these.

export interface AccountView {
  /** A name that a person gave it, else its address. */
  readonly label: string;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** One instruction of the call tree. */
export interface FrameView {
  readonly program: string;
  /** The instruction's name where it is known. */
  readonly instruction?: string;
  /** Units of this frame and of what it called. */
  readonly computeUnits: number;
  readonly accounts: readonly AccountView[];
  readonly logs: readonly string[];
  readonly children: readonly FrameView[];
  /** Why it failed, if it did. */
  readonly failure?: string;
}

/** A change of one account's lamports, or of its tokens. */
export interface BalanceChangeView {
  readonly label: string;
  /** Already formatted, with its unit. */
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  readonly grows: boolean;
}

export interface TransactionView {
  readonly title: string;
  /** Agave's error as text, or undefined for success. */
  readonly error?: string;
  readonly computeUnits: number;
  readonly feeLamports: bigint;
  readonly frames: readonly FrameView[];
  readonly changes: readonly BalanceChangeView[];
}
