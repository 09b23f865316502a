import type { Program } from "../program/program.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { ProgramOptions } from "../svm/add-program.js";

/** What is there from genesis on. */
export type GenesisAccount =
  | { readonly address: Pubkey; readonly account: StoredAccount }
  /** A program, deployed in slot 0. */
  | { readonly address: Pubkey; readonly program: Uint8Array | Program; readonly options?: ProgramOptions };
