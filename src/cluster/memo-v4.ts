import { LOADER_V3_ID, MEMO_V4_PROGRAM_ID } from "../solana/program-ids.js";
import { BUNDLED_PROGRAMS, readBundledElf } from "../svm/bundled-programs.js";
import { accountsOfProgram } from "../svm/program-placement.js";
import type { Svm } from "../svm/svm.js";

/** Memo at the address that current clients call: the same ELF, with loader v3 (Agave: program-binaries, SPL_PROGRAMS). */
export function placeMemoV4({ bank }: Svm): void {
  const memo = BUNDLED_PROGRAMS.find(({ name }) => name === "memo")!;
  const { elfLength } = memo;
  const image = { id: MEMO_V4_PROGRAM_ID, loaderId: LOADER_V3_ID, elfLength, elf: () => readBundledElf(memo) };
  bank.placeAccounts(accountsOfProgram(image, bank.rent, { slot: bank.currentSlot, authority: undefined }));
}
