/**
 * Misuse of Callgate: what was expected, what came, and where. Failing programs and refused transactions are not
 * errors but results. `code` is stable; `context` holds the facts of the message as data.
 */
export class CallgateError extends Error {
  override readonly name = "CallgateError";

  constructor(
    readonly code: string,
    message: string,
    readonly context: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
