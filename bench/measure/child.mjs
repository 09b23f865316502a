import { fork } from "node:child_process";
import { Disagreement } from "./agree.mjs";

/** A process of its own that answers one question at a time; its script calls `answer`. */
export class Child {
  #process;

  /**
   * @param {string} script of the folder children
   * @param {unknown} [setting] what the script gets first, as JSON
   * @param {readonly string[]} [flags] of Node
   */
  constructor(script, setting, flags = []) {
    const path = new URL(`../children/${script}.mjs`, import.meta.url);
    this.#process = fork(path, [JSON.stringify(setting ?? null)], { execArgv: [...flags] });
  }

  /** The answer; throws what answering threw. */
  ask(question) {
    return new Promise((resolve, reject) => {
      const child = this.#process;
      const ended = (code) => reject(new Error(`the process for the benchmark ended with ${code}`));
      child.once("exit", ended);
      child.once("message", ({ answer, failure }) => {
        child.off("exit", ended);
        if (failure === undefined) resolve(answer);
        else reject(failure.isDisagreement ? new Disagreement(failure.message) : new Error(failure.message));
      });
      child.send({ question });
    });
  }

  stop() {
    this.#process.kill();
  }
}

/** Has children answer for as long as `use` takes. */
export async function withChildren(children, use) {
  try {
    return await use(...children);
  } finally {
    for (const child of children) child.stop();
  }
}

/** In a child: answers questions. */
export function answer(reply) {
  process.on("message", async ({ question }) => {
    try {
      process.send({ answer: await reply(question) });
    } catch (thrown) {
      process.send({ failure: { message: thrown.message, isDisagreement: thrown instanceof Disagreement } });
    }
  });
}

/** In a child: what it was made with. */
export function setting() {
  return JSON.parse(process.argv[2]);
}
