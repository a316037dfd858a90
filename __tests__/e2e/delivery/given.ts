import { allowIntentions, DENY_ALL, serviceDefaults, type ConfigEntry } from "../../../modules/consul/config-entries";
import type { ConfigEntriesDeliveryProps } from "../../../modules/mesh/entries";
import { DeliveryProcess, until } from "./delivery-process";
import { FakeConsul } from "./fake-consul";

export const GRAPH: readonly ConfigEntry[] = [
  DENY_ALL,
  serviceDefaults("api", "http"),
  allowIntentions({ service: "api" }, [{ service: "web" }]),
];

/** What an entry carries: a fingerprint, and what of it is the mesh's. */
export const MARK = (key: string): unknown => expect.stringMatching(new RegExp(`^\\d+ ${key}$`));
export const stop = async (process: DeliveryProcess) => {
  await process.stop();
};

/** Starts deliveries, which end with their test, against a Consul that is new for each test. */
export function deliveries(take: (consul: FakeConsul) => void) {
  let consul: FakeConsul;
  let running: DeliveryProcess[];
  beforeEach(async () => {
    consul = new FakeConsul();
    take(consul);
    running = [];
    await consul.start();
  });
  afterEach(async () => {
    for (const process of running) await process.stop();
    await consul.stop();
  });

  function start(
    owner: string,
    entries: readonly ConfigEntry[] = GRAPH,
    props: ConstructorParameters<typeof DeliveryProcess>[3] = {},
  ) {
    const process = new DeliveryProcess(consul, owner, entries, props);
    running.push(process);
    return process;
  }

  async function deliver(
    owner: string,
    entries: readonly ConfigEntry[] = GRAPH,
    props: Partial<ConfigEntriesDeliveryProps> = {},
  ) {
    const process = start(owner, entries, props);
    await until(() => process.delivered || process.exitCode !== undefined, "delivered").catch((error: unknown) => {
      throw new Error(process.output, { cause: error });
    });
    expect(process.exitCode).toBeUndefined();
    // The check is written after the entries.
    await until(() => consul.checks.has(`config-entries-${owner}`), "check");
    return process;
  }

  const check = (owner: string) => consul.checks.get(`config-entries-${owner}`);
  const sources = (destination: string) =>
    (consul.entry(`service-intentions/${destination}`)?.Sources as { Name: string; Action?: string }[] | undefined)
      ?.map(({ Name }) => Name)
      .sort();
  /** Lets the program compare a few times more. */
  async function cycles(count = 3) {
    const lists = () => consul.requests.filter(({ url }) => url.startsWith("/v1/config/mesh")).length;
    const before = lists();
    await until(() => lists() >= before + count, `${count} cycles`);
  }
  return { start, deliver, check, sources, cycles };
}
