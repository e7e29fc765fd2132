// Changes that are saved once, or stand there as unsaved: each has a key of its own, is kept in this browser until the
// desk has answered, and is sent again under the same key when the connection comes back.
import { say, send } from "./desk.js";

const WAIT = 3000;

/** What sends the changes of `account`; `show(words, tone)` tells how it stands. */
export function saver(account, show) {
  const store = `dateline-unsent:${account}`;
  const kept = () => JSON.parse(localStorage.getItem(store) ?? "[]");
  const keep = (changes) => (changes.length ? localStorage.setItem(store, JSON.stringify(changes)) : localStorage.removeItem(store));

  /** The answer to a change, however long it takes to get one. */
  async function deliver(change) {
    for (;;) {
      try {
        const answer = await send(change.method, change.address, change.body, { "Idempotency-Key": change.key });
        if (answer.status < 500) {
          keep(kept().filter((other) => other.key !== change.key));
          if (answer.status < 400) show("all changes saved", "good");
          else show("not saved", "bad");
          return answer;
        }
      } catch { /* no connection: told below */ }
      show("unsaved: no connection, trying again", "bad");
      say("Not saved yet: there is no connection. It is tried again.");
      await new Promise((done) => {
        const timer = setTimeout(done, WAIT);
        addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
      });
    }
  }

  return {
    /** Send a change; `about` says what of, for the page that may have to send it later. */
    change(method, address, body, about) {
      const change = { key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, method, address, body, about };
      keep([...kept(), change]);
      show("saving…", "warn");
      return deliver(change);
    },
    /** Send what a page before this one could not; calls `done(change, answer)` for each. */
    async resume(done) {
      for (const change of kept()) {
        show("saving…", "warn");
        done(change, await deliver(change));
      }
    },
  };
}

/** A draft of `target` in this browser and, soon after, in the ledger, so that another browser finds it too. */
export function drafts(account, target) {
  const store = `dateline-draft:${account}:${target}`;
  const address = `/api/drafts/${encodeURIComponent(target)}`;
  let timer = null;
  const later = (payload) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try { await send("PUT", address, payload); } catch { /* this browser has it */ }
    }, 800);
  };
  return {
    keep(payload) { localStorage.setItem(store, JSON.stringify(payload)); later(payload); },
    read(other) {
      try { return JSON.parse(localStorage.getItem(store)) ?? other; } catch { return other; }
    },
    forget(there = false) {
      clearTimeout(timer);
      localStorage.removeItem(store);
      if (there) send("DELETE", address).catch(() => {});
    },
  };
}
