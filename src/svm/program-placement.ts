import { encodeLoaderV3State, LOADER_V3_BYTES } from "../solana/loader-v3-state.js";
import { LOADER_V3_ID } from "../solana/program-ids.js";
import { programdataAddressOf } from "../solana/programdata-address.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { minimumBalance, type Rent } from "../solana/sysvars/rent.js";
import type { StoredAccount } from "./accounts-store.js";
import { showAtOnce } from "./program-cache.js";

/** A program to put in place without a transaction. */
export interface ProgramImage {
  readonly id: Pubkey;
  /** One of the loaders v1, v2 and v3. */
  readonly loaderId: Pubkey;
  readonly elfLength: number;
  /** Called when the account with the ELF is first looked at. The result must not change any more. */
  readonly elf: () => Uint8Array;
  /** For loader v3, if they are at hand: zeros where the metadata will be, then the ELF. Saves copying it. */
  readonly programdata?: Uint8Array;
  /** For loader v3, if it is known already; else it is derived. */
  readonly programdataAddress?: Pubkey;
}

/** What loader v3 writes down of a deployment. */
export interface Deployment {
  readonly slot: bigint;
  /** Undefined: the program is final. */
  readonly authority: Pubkey | undefined;
}

export type PlacedAccount = readonly [key: Pubkey, account: StoredAccount];

/**
 * The accounts of a program that a host puts in place: rent exempt to the lamport, rent epoch 0, programdata without
 * spare room. The program runs in the very slot of its deployment. For loader v3 the programdata comes first, then the
 * program.
 */
export function accountsOfProgram(image: ProgramImage, rent: Rent, deployment: Deployment): readonly PlacedAccount[] {
  const { id, loaderId, elfLength, elf } = image;
  if (!pubkeyEqual(loaderId, LOADER_V3_ID)) {
    return [[id, new LazyAccount(exemptBalance(rent, elfLength), elf, loaderId, true)]];
  }
  const programDataAddress = image.programdataAddress ?? programdataAddressOf(id).address;
  const programdata = new LazyAccount(
    exemptBalance(rent, LOADER_V3_BYTES.programData + elfLength),
    () => programdataOf(image.programdata ?? elfBehindRoom(elf()), deployment),
    loaderId,
    false,
  );
  const program = new LazyAccount(
    exemptBalance(rent, LOADER_V3_BYTES.program),
    () => encodeLoaderV3State({ kind: "program", programDataAddress }),
    loaderId,
    true,
  );
  return [
    [programDataAddress, programdata],
    [id, program],
  ];
}

/** At least 1 lamport: an account without any does not exist. */
function exemptBalance(rent: Rent, dataLength: number): bigint {
  const balance = minimumBalance(rent, dataLength);
  return balance === 0n ? 1n : balance;
}

function elfBehindRoom(elf: Uint8Array): Uint8Array {
  const data = new Uint8Array(LOADER_V3_BYTES.programData + elf.length);
  data.set(elf, LOADER_V3_BYTES.programData);
  return data;
}

function programdataOf(data: Uint8Array, { slot, authority }: Deployment): Uint8Array {
  data.set(encodeLoaderV3State({ kind: "programData", slot, authority }));
  showAtOnce(data);
  return data;
}

/** An account that makes its data when they are first read. */
class LazyAccount implements StoredAccount {
  /** A property of each account, so that copies have it; always this one, so that engines know the shape. */
  static readonly #DATA: PropertyDescriptor & ThisType<LazyAccount> = {
    enumerable: true,
    get() {
      this.#data ??= this.#makeData();
      return this.#data;
    },
  };

  declare readonly data: Uint8Array;
  readonly rentEpoch = 0n;
  #data: Uint8Array | undefined = undefined;
  readonly #makeData: () => Uint8Array;

  constructor(
    readonly lamports: bigint,
    makeData: () => Uint8Array,
    readonly owner: Pubkey,
    readonly executable: boolean,
  ) {
    this.#makeData = makeData;
    Object.defineProperty(this, "data", LazyAccount.#DATA);
  }
}
