import { addressFromPubkey } from "../../../solana/pubkey.js";
import { verifyPubkey } from "../../keys.js";
import { method } from "../../method.js";
import { optional, string } from "../../params.js";
import { base64 } from "./bytes.js";
import { change } from "./guard.js";

export const programMethods = {
  /** Puts an ELF in the place of a program, or where none was, callable at once; nobody may upgrade it but `authority`. */
  callgate_replaceProgram: method(
    { programId: string, elf: base64, authority: optional(string) },
    ({ cluster }, { programId, elf, authority }) => {
      const key = verifyPubkey(programId);
      const options = authority === undefined ? {} : { upgradeAuthority: addressFromPubkey(verifyPubkey(authority)) };
      return change(cluster, () => cluster.change((svm) => svm.addProgram(key, elf, options)));
    },
  ),
};
