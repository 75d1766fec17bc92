import { Failure } from "#core/failure";

import { remoteInterrupted } from "./failures.ts";
import type { SftpSession } from "./sftp-session.ts";

/** Conversations with one server among which work is spread: a server does what one of them asks in turn. */
export interface SftpSessions {
  use<T>(work: (session: SftpSession) => Promise<T>): Promise<T>;
}

/** So much work shares a conversation before another one is begun. */
const workAtOnce = 2;

/**
 * Begins conversations as they are needed, the first one alone, since it may have to log in for all. One that broke is
 * replaced; a host that was there and is not is told as an interruption, because it may come back.
 * @param most how many conversations at once
 */
export function openSessions(url: string, most: number, begin: () => Promise<SftpSession>): SftpSessions {
  let sessions: { readonly session: SftpSession; busy: number }[] = [];
  let wasThere = false;
  let beginning: Promise<void> | undefined;
  const beginOne = async (): Promise<void> => {
    try {
      const session = await begin();
      // Not in one line: the list may have become another one while this was waiting.
      sessions.push({ session, busy: 0 });
      wasThere = true;
    } catch (error) {
      if (!wasThere || !(error instanceof Failure)) throw error;
      throw remoteInterrupted(url, error.message, error);
    } finally {
      beginning = undefined;
    }
  };
  const leastBusy = async () => {
    for (;;) {
      sessions = sessions.filter(({ session }) => !session.isOver());
      const best = sessions.toSorted((a, b) => a.busy - b.busy)[0];
      if (best !== undefined && (best.busy < workAtOnce || sessions.length >= most || beginning)) {
        best.busy += 1;
        return best;
      }
      await (beginning ??= beginOne());
    }
  };
  return {
    async use(work) {
      const chosen = await leastBusy();
      try {
        return await work(chosen.session);
      } finally {
        chosen.busy -= 1;
      }
    },
  };
}
