import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  account,
  accountType,
  associatedTokenAccount,
  borsh,
  CpiContext,
  defineProgram,
  errorCodes,
  init,
  instruction,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  token,
  writable,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";

/** 10 tokens, in their smallest units. */
export const REWARD = 10_000_000_000n;
const DECIMALS = 9;
const MINT_SPACE = 82;
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
const intro = pda([{ account: "student" }]);
const mint = pda(["token_mint"]);
const authority = pda(["token_auth"]);

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
        intro: [account(StudentInfo), init({ payer: "student", space: SPACE }), intro],
        tokenMint: [writable, mint],
        mintAuth: [authority],
        studentAta: [writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
        tokenProgram: [program(TOKEN_PROGRAM_ID)],
        associatedTokenProgram: [program(ASSOCIATED_TOKEN_PROGRAM_ID)],
      },
      handler({ accounts, bumps }, { name, message }) {
        accounts.intro.value = checked(name, message);

        // Makes the token account if there is none, and looks whether it is the student's.
        const { student, studentAta, tokenMint, systemProgram, tokenProgram } = accounts;
        associatedTokenAccount.createIdempotent(
          CpiContext.new(accounts.associatedTokenProgram, {
            payer: student,
            associatedToken: studentAta,
            authority: student,
            mint: tokenMint,
            systemProgram,
            tokenProgram,
          }),
        );
        const mintTo = { mint: tokenMint, to: studentAta, authority: accounts.mintAuth };
        const seeds = [utf8("token_auth"), Uint8Array.of(bumps.mintAuth)];
        token.mintTo(CpiContext.newWithSigner(tokenProgram, mintTo, [seeds]), { amount: REWARD });
      },
    }),

    updateStudentIntro: instruction({
      discriminator: [1],
      args: introduction,
      accounts: {
        student: [signer],
        intro: [account(StudentInfo), writable, intro],
      },
      handler({ accounts }, { message }) {
        // The name stays, as in the program that this one builds on.
        accounts.intro.value = checked(accounts.intro.value.name, message);
      },
    }),

    // 2 is a reply in later versions of that program.
    initializeMint: instruction({
      discriminator: [3],
      accounts: {
        initializer: [signer, writable],
        tokenMint: [writable, mint],
        mintAuth: [authority],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
        tokenProgram: [program(TOKEN_PROGRAM_ID)],
      },
      handler({ accounts, bumps }) {
        const { initializer, tokenMint, mintAuth, systemProgram, tokenProgram } = accounts;
        createAccount({
          payer: initializer,
          account: tokenMint,
          systemProgram,
          space: MINT_SPACE,
          owner: TOKEN_PROGRAM_ID,
          seeds: [utf8("token_mint"), Uint8Array.of(bumps.tokenMint)],
        });
        const args = { decimals: DECIMALS, authority: mintAuth.key, freezeAuthority: null };
        token.initializeMint2(CpiContext.new(tokenProgram, { mint: tokenMint }), args);
      },
    }),
  },
});

function checked(name: string, message: string) {
  if (name === "" || message === "") throw errors.EmptyIntroduction();
  if (1 + 4 + utf8(name).length + 4 + utf8(message).length > SPACE) throw errors.InvalidDataLength();
  return { name, msg: message };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
