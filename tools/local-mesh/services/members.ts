import type { Membership, News } from "./membership";

/** The tasks of one service, those that stopped a while ago too. */
export class Members {
  private list: readonly Membership[] = [];

  all(): readonly Membership[] {
    return this.list;
  }

  add(member: Membership): void {
    this.list = [...this.list, member];
  }

  /** Those that have not stopped. */
  working(): Membership[] {
    return this.list.filter(({ task }) => task.view().status !== "STOPPED");
  }

  /** Those that were not told to stop, at the last look. */
  staying(): Membership[] {
    return this.list.filter(({ standing }) => standing.kind !== "leaving");
  }

  /** @returns what is new since the last look */
  look(...how: Parameters<Membership["look"]>): { readonly member: Membership; readonly news: News }[] {
    return this.list.flatMap((member) => {
      const news = member.look(...how);
      return news ? [{ member, news }] : [];
    });
  }

  /** The moments at which time alone changes something. */
  nextLooks(...how: Parameters<Membership["nextLook"]>): number[] {
    return this.list.flatMap((member) => member.nextLook(...how));
  }

  /** Forgets those that stopped before the moment, in milliseconds. */
  forget(moment: number): void {
    this.list = this.list.filter(({ task }) => (task.view().stoppedAt?.valueOf() ?? Infinity) >= moment);
  }
}
