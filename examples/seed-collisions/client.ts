import {
  type Address,
  addCodecSizePrefix,
  getProgramDerivedAddress,
  getStructEncoder,
  getU8Encoder,
  getU32Codec,
  getU64Encoder,
  getUtf8Codec,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { readonly, writable, writableSigner } from "../support/metas.js";
import { PAY, REGISTER } from "./program.js";
import type { Scheme } from "./schemes.js";

const string = addCodecSizePrefix(getUtf8Codec(), getU32Codec());
const registerData = getStructEncoder([
  ["instruction", getU8Encoder()],
  ["space", string],
  ["name", string],
]);
const payData = getStructEncoder([
  ["instruction", getU8Encoder()],
  ["space", string],
  ["name", string],
  ["lamports", getU64Encoder()],
]);

/** A name in a space. */
export interface Name {
  readonly space: string;
  readonly name: string;
}

/** The instructions of a registry at an address. */
export function registryClient(scheme: Scheme, programAddress: Address) {
  const findRecord = ({ space, name }: Name): Promise<ProgramDerivedAddress> =>
    getProgramDerivedAddress({ programAddress, seeds: scheme(space, name) });
  return {
    findRecord,
    async register({ holder, ...of }: Name & { holder: TransactionSigner }): Promise<Instruction> {
      const [record] = await findRecord(of);
      return {
        programAddress,
        accounts: [writableSigner(holder), writable(record), readonly(SYSTEM_PROGRAM_ADDRESS)],
        data: registerData.encode({ instruction: REGISTER, ...of }),
      };
    },
    /** `holder` is whom the record names: clients look it up. */
    async pay({ payer, holder, lamports, ...of }: Name & Payment): Promise<Instruction> {
      const [record] = await findRecord(of);
      return {
        programAddress,
        accounts: [writableSigner(payer), readonly(record), writable(holder), readonly(SYSTEM_PROGRAM_ADDRESS)],
        data: payData.encode({ instruction: PAY, ...of, lamports }),
      };
    },
  };
}

interface Payment {
  readonly payer: TransactionSigner;
  readonly holder: Address;
  readonly lamports: bigint;
}
