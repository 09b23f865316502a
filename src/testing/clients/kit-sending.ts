import {
  assertIsSingleTransactionPlan,
  assertIsSingleTransactionPlanResult,
  assertIsSuccessfulSingleTransactionPlanResult,
  type ClientWithTransactionPlanning,
  type ClientWithTransactionSending,
  createFailedToSendTransactionError,
  createFailedToSendTransactionsError,
  isSolanaError,
  isTransactionPlan,
  parseInstructionOrTransactionPlanInput,
  parseInstructionPlanInput,
  SOLANA_ERROR__INSTRUCTION_PLANS__FAILED_TO_EXECUTE_TRANSACTION_PLAN,
  singleTransactionPlan,
  type TransactionPlan,
  type TransactionPlanExecutor,
  type TransactionPlanner,
  type TransactionPlanResult,
} from "@solana/kit";

type Planning = ClientWithTransactionPlanning;
type Sending = ClientWithTransactionSending;

/** Kit's `planTransaction` and `planTransactions`. */
export function planning(planner: TransactionPlanner): Planning {
  const planTransactions: Planning["planTransactions"] = async (input, config) => {
    config?.abortSignal?.throwIfAborted();
    return planner(parseInstructionPlanInput(input), config);
  };
  const planTransaction: Planning["planTransaction"] = async (input, config) => {
    const plan = await planTransactions(input, config);
    assertIsSingleTransactionPlan(plan);
    return plan.message;
  };
  return { planTransaction, planTransactions };
}

/** Kit's `sendTransaction` and `sendTransactions`: instructions are planned first, plans and messages are sent as they are. */
export function sending({ planTransaction, planTransactions }: Planning, executor: TransactionPlanExecutor): Sending {
  return {
    async sendTransaction(input, config) {
      const parsed = parseInstructionOrTransactionPlanInput(input);
      const plan = isTransactionPlan(parsed) ? parsed : singleTransactionPlan(await planTransaction(parsed, config));
      const result = await execute(executor, plan, config, (failed, abortReason) => {
        assertIsSingleTransactionPlanResult(failed);
        return createFailedToSendTransactionError(failed as FailedSingle, abortReason);
      });
      assertIsSuccessfulSingleTransactionPlanResult(result);
      return result;
    },
    async sendTransactions(input, config) {
      const parsed = parseInstructionOrTransactionPlanInput(input);
      const plan = isTransactionPlan(parsed) ? parsed : await planTransactions(parsed, config);
      return execute(executor, plan, config, createFailedToSendTransactionsError);
    },
  };
}

type FailedSingle = Parameters<typeof createFailedToSendTransactionError>[0];

async function execute(
  executor: TransactionPlanExecutor,
  plan: TransactionPlan,
  config: Parameters<TransactionPlanExecutor>[1],
  toError: (result: TransactionPlanResult, abortReason: unknown) => Error,
): Promise<TransactionPlanResult> {
  config?.abortSignal?.throwIfAborted();
  try {
    return await executor(plan, config);
  } catch (thrown) {
    if (!isSolanaError(thrown, SOLANA_ERROR__INSTRUCTION_PLANS__FAILED_TO_EXECUTE_TRANSACTION_PLAN)) throw thrown;
    const { transactionPlanResult, abortReason } = thrown.context;
    throw toError(transactionPlanResult as TransactionPlanResult, abortReason);
  }
}
