import type { RunningTask } from "../../local-mesh";
import { percentile } from "../../traffic";
import type { Percentiles } from "./figures";

const PAIRS = 300;

/**
 * How long calls take with the two proxies between, and without them: from the client's container, in turn, each kind on
 * a connection that stays open.
 */
export async function measureLatency(
  client: RunningTask,
  container: string,
  urls: { readonly direct: string; readonly mesh: string },
): Promise<{ readonly direct: Percentiles; readonly mesh: Percentiles }> {
  const { exitCode, output } = await client.execute(container, ["/bin/sh", "-c", callsOf(urls)]);
  if (exitCode !== 0) throw new Error(`The calls that are timed failed: ${output.slice(-500)}`);
  return { direct: percentilesOf(timesIn(output, "direct")), mesh: percentilesOf(timesIn(output, "mesh")) };
}

/** One program makes all calls, so that connections are kept. After the last one nothing may come next. */
function callsOf({ direct, mesh }: { readonly direct: string; readonly mesh: string }): string {
  const call = (name: string, url: string) =>
    `printf 'url = "${url}"\\noutput = "/dev/null"\\nwrite-out = "${name} %%{http_code} %%{time_total}\\\\n"\\nsilent\\n'`;
  const [straight, through, next] = [call("direct", direct), call("mesh", mesh), "echo next"];
  return `{ for pair in $(seq ${PAIRS}); do ${straight}; ${next}; ${through}; ${next}; done; ${straight}; } | curl -K -`;
}

/** The milliseconds of the good calls of a kind, sorted; without the first ones, for which connections are made. */
export function timesIn(output: string, kind: "direct" | "mesh"): number[] {
  return [...output.matchAll(new RegExp(`^${kind} 200 ([\\d.]+)$`, "gm"))]
    .slice(5)
    .map(([, seconds]) => Number(seconds) * 1000)
    .sort((a, b) => a - b);
}

function percentilesOf(sorted: readonly number[]): Percentiles {
  return { p50: percentile(sorted, 50), p99: percentile(sorted, 99) };
}
