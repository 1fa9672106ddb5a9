package dev.firn.engine.registry;

/** What came of asking for an idempotency key. */
public sealed interface KeyClaim {
  /** The key is the caller's now, for the commit it named. */
  record Granted() implements KeyClaim {}

  /** A load with this key has landed; its answer is the answer. */
  record Landed(SettledCommit commit) implements KeyClaim {}

  /** Another load has the key and has not landed. */
  record Held(String commitId, String ownerId) implements KeyClaim {}
}
