import { addressOf, borsh, type Decoder, deserialize, entrypoint, msg, ProgramError } from "callgate/program";
import { addComment } from "./comment.js";
import { initializeTokenMint } from "./mint.js";
import { addMovieReview, updateMovieReview } from "./review.js";

/** The instructions, by the first byte of their data. */
export const MovieInstruction = { AddMovieReview: 0, UpdateMovieReview: 1, AddComment: 2, InitializeMint: 3 } as const;

const ReviewPayload = borsh.struct("MovieReviewPayload", {
  title: borsh.string,
  rating: borsh.u8,
  description: borsh.string,
});
const CommentPayload = borsh.struct("CommentPayload", { comment: borsh.string });

/** Reviews of movies and comments on them; who writes gets tokens, which the program mints as the mint's authority. */
export const movieReview = entrypoint((programId, accounts, data) => {
  msg(`process_instruction: ${addressOf(programId)}: ${accounts.length} accounts, data=[${[...data].join(", ")}]`);
  switch (data[0]) {
    case MovieInstruction.AddMovieReview:
      return addMovieReview(programId, accounts, unpack(ReviewPayload, data));
    case MovieInstruction.UpdateMovieReview:
      return updateMovieReview(programId, accounts, unpack(ReviewPayload, data));
    case MovieInstruction.AddComment:
      return addComment(programId, accounts, unpack(CommentPayload, data));
    case MovieInstruction.InitializeMint:
      return initializeTokenMint(programId, accounts);
    default:
      throw new ProgramError("InvalidInstructionData");
  }
});

function unpack<T>(payload: Decoder<T>, data: Uint8Array): T {
  try {
    return deserialize(payload, data.subarray(1));
  } catch {
    throw new ProgramError("InvalidInstructionData");
  }
}
