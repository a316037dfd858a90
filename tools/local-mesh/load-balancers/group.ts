import type { TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Target, TargetHealth } from "../parts";
import type { GroupSettings } from "./configuration";
import { type Lease, Member, type Surroundings } from "./member";

/** A target group: who is in it, and whose turn it is. */
export class Group {
  #settings: GroupSettings | undefined;
  #isUsed = false;
  #turn = 0;
  /** Came before the group was read: until then nothing is known of how to ask them. */
  readonly #waiting = new Map<string, Target>();
  readonly #members = new Map<string, Member>();
  readonly #draining = new Set<Member>();

  constructor(
    readonly arn: string,
    private readonly around: Surroundings,
  ) {}

  /** None before the group was read. */
  get settings(): GroupSettings | undefined {
    return this.#settings;
  }

  /** @param isUsed whether a listener leads here */
  update(settings: GroupSettings, isUsed: boolean): void {
    this.#settings = settings;
    this.#isUsed = isUsed;
    for (const member of [...this.#members.values(), ...this.#draining]) member.update(settings);
    for (const target of this.#waiting.values()) this.register(target);
    this.#waiting.clear();
  }

  register(target: Target): void {
    const key = keyOf(target);
    if (!this.#settings) this.#waiting.set(key, target);
    else if (!this.#members.has(key)) this.#members.set(key, new Member(target, this.#settings, this.around));
  }

  async deregister(target: Target): Promise<void> {
    const key = keyOf(target);
    this.#waiting.delete(key);
    const member = this.#members.get(key);
    // Twice in a row: both wait for the same end.
    if (!member) return [...this.#draining].find((one) => keyOf(one.target) === key)?.drain();
    this.#members.delete(key);
    this.#draining.add(member);
    const drained = member.drain();
    this.around.changed();
    await drained;
    this.#draining.delete(member);
    this.around.changed();
  }

  health(target: Target): TargetHealth {
    const key = keyOf(target);
    if (this.#waiting.has(key)) return "initial";
    const member = this.#members.get(key);
    if (member) return this.#isUsed ? member.health : "unused";
    return [...this.#draining].some((one) => keyOf(one.target) === key) ? "draining" : "unused";
  }

  /**
   * Whose turn it is. Where no target is healthy, AWS asks any of them.
   * @param preferred the `id:port` of the target that answered the client before
   */
  take(preferred?: string): Lease | undefined {
    const all = [...this.#members.values()];
    const healthy = all.filter(({ health }) => health === "healthy");
    const able = healthy.length > 0 ? healthy : all;
    const member = able.find(({ target }) => keyOf(target) === preferred) ?? able[this.#turn++ % able.length];
    return member?.lease();
  }

  /** As `DescribeTargetHealth` answers. */
  describe(): TargetHealthDescription[] {
    const members = [...this.#members.values(), ...this.#draining];
    return members.map((member) => ({
      Target: { Id: member.target.id, Port: member.target.port },
      HealthCheckPort: String(this.#settings?.check.port ?? member.target.port),
      TargetHealth: {
        State: this.#isUsed || member.health === "draining" ? member.health : "unused",
        Description: member.reason,
      },
    }));
  }

  close(): void {
    for (const member of [...this.#members.values(), ...this.#draining]) member.end();
  }
}

/** What a target is known by. */
export function keyOf({ id, port }: Pick<Target, "id" | "port">): string {
  return `${id}:${port}`;
}
