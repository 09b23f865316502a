import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  account,
  accountType,
  borsh,
  defineProgram,
  errorCodes,
  init,
  instruction,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  writable,
} from "callgate/program";
import { initializeMint, mintReward, rewardAuthority, rewardMint } from "../support/reward-token.js";

/** 10 tokens, in their smallest units. */
export const REWARD = 10_000_000_000n;
/** Bytes of every introduction's account, so that a longer message fits in later. */
const SPACE = 1000;

/** An introduction. The program that this one builds on calls its first byte is_initialized. */
export const StudentInfo = accountType(
  "StudentInfo",
  { name: borsh.string, msg: borsh.string },
  { discriminator: [1] },
);

export const errors = errorCodes({
  EmptyIntroduction: "An introduction has a name and a message",
  InvalidDataLength: "Name and message do not fit into the account",
});

const introduction = { name: borsh.string, message: borsh.string };
const address = pda([{ account: "student" }]);

/** Students introduce themselves, once each, and get tokens for it. */
export const studentIntro = defineProgram({
  name: "student_intro",
  errors,
  instructions: {
    initUserInput: instruction({
      discriminator: [0],
      args: introduction,
      accounts: {
        student: [signer, writable],
        intro: [account(StudentInfo), init({ payer: "student", space: SPACE }), address],
        tokenMint: [writable, rewardMint],
        mintAuth: [rewardAuthority],
        studentAta: [writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
        tokenProgram: [program(TOKEN_PROGRAM_ID)],
        associatedTokenProgram: [program(ASSOCIATED_TOKEN_PROGRAM_ID)],
      },
      handler({ accounts, bumps }, { name, message }) {
        accounts.intro.value = checked(name, message);
        const { student, studentAta } = accounts;
        mintReward({ ...accounts, payer: student, user: student, userAta: studentAta }, bumps.mintAuth, REWARD);
      },
    }),

    updateStudentIntro: instruction({
      discriminator: [1],
      args: introduction,
      accounts: {
        student: [signer],
        intro: [account(StudentInfo), writable, address],
      },
      handler({ accounts: { intro } }, { message }) {
        // The name stays, as in the program that this one builds on.
        intro.value = checked(intro.value.name, message);
      },
    }),

    // 2 is a reply in later versions of that program.
    initializeMint: { ...initializeMint, discriminator: [3] },
  },
});

function checked(name: string, message: string) {
  if (name === "" || message === "") throw errors.EmptyIntroduction();
  if (1 + borsh.string.encode(name).length + borsh.string.encode(message).length > SPACE) {
    throw errors.InvalidDataLength();
  }
  return { name, msg: message };
}
