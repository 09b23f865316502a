import { expect, test } from "vitest";
import { Transcript } from "../../src/crypto/merlin.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("gives the challenges of the crate merlin", () => {
  // The crate's own vector (transcript.rs, equivalence_simple).
  const transcript = new Transcript("test protocol");
  transcript.append("some label", new TextEncoder().encode("some data"));
  expect(hex(transcript.challenge("challenge", 32))).toBe(
    "d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615",
  );
});

test("every message, label and length changes what follows", () => {
  const challengeAfter = (steps: (transcript: Transcript) => void) => {
    const transcript = new Transcript("test");
    steps(transcript);
    return hex(transcript.challenge("c", 64));
  };
  const challenges = [
    challengeAfter(() => {}),
    challengeAfter((t) => t.appendText("a", "")),
    challengeAfter((t) => t.appendText("a", "b")),
    challengeAfter((t) => t.appendText("ab", "")),
    challengeAfter((t) => t.appendU64("a", 1n)),
    challengeAfter((t) => t.appendU64("a", 2n)),
    challengeAfter((t) => t.append("a", new Uint8Array(165))),
    challengeAfter((t) => t.append("a", new Uint8Array(166))),
    challengeAfter((t) => t.append("a", new Uint8Array(167))),
    challengeAfter((t) => t.challenge("c", 64)),
    challengeAfter((t) => t.challenge("c", 63)),
  ];
  expect(new Set(challenges).size).toBe(challenges.length);
});
