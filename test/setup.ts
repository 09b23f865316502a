import fc from "fast-check";

// The same cases at every run, so that a failure is everybody's; FAST_CHECK_SEED gives others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
