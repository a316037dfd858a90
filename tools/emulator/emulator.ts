import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { outputOf } from "../terminal";
import { listContents, type Contents } from "./emulator-contents";
import { MissingRequirement } from "./missing-requirement";
import { motoAdditions } from "./moto-additions";

/** A running local AWS emulator. */
export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Its process, which outlives this one when this one is killed. */
  readonly pid: number;
  /** What makes `terraform`, or any other client of AWS, ask the emulator; `undefined` is to be removed. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What exists in it and was not there at its start: nothing, after a complete `destroy`. */
  contents(): Promise<Contents>;
  /** Ends it. What was in it is lost. */
  stop(): Promise<void>;
}

const PROGRAM = "moto_server";
const INSTALL = `The local AWS emulator is needed: install it with \`pip install 'moto[server]'\`, so that \`${PROGRAM}\` is on the PATH.`;
/** Python loads slowly on a busy machine. */
const START_LIMIT_SECONDS = 90;

/** Starts an emulator of its own for the caller. It ends with `stop()`, and at the latest with this process. */
export async function startEmulator(): Promise<Emulator> {
  // Another process may take the free port before the emulator does.
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = launch(port);
    try {
      await ready(server, `http://127.0.0.1:${port}`);
      return await describe(server, `http://127.0.0.1:${port}`);
    } catch (error) {
      await server.stop();
      if (attempt === 3 || !server.errors().includes("in use")) throw error;
    }
  }
}

/** The emulator's version, or "unknown". Refuses when it is not installed. */
export async function emulatorVersion(): Promise<string> {
  await outputOf(PROGRAM, ["--help"]).catch(() => {
    throw new MissingRequirement(INSTALL);
  });
  // The program itself does not tell, and the Python that runs it need not be this one.
  return outputOf("python3", ["-c", "from importlib.metadata import version; print(version('moto'))"]).then(
    (output) => output.trim(),
    () => "unknown",
  );
}

interface Server {
  readonly child: ChildProcess;
  hasEnded(): boolean;
  errors(): string;
  stop(): Promise<void>;
}

function launch(port: number): Server {
  const additions = motoAdditions();
  const child = spawn(PROGRAM, ["-H", "127.0.0.1", "-p", `${port}`], {
    env: {
      // No container starts, yet a service counts as one that runs its task: else whoever waits for it waits in vain.
      MOTO_ECS_SERVICE_RUNNING: "1",
      ...process.env,
      // Without it, AWS's own policies ("AmazonECSTaskExecutionRolePolicy") do not exist.
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      ...additions.env,
    },
    // It writes a line for each request: read, or the pipe fills and it stands still.
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  let failure: Error | undefined;
  child.on("error", (error) => (failure = error));
  child.on("close", () => additions.remove());
  process.once("exit", () => additions.remove());
  const hasEnded = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  const forget = endWithParent(child);
  return {
    child,
    hasEnded,
    errors: () => failure?.message ?? errors,
    async stop() {
      forget();
      if (hasEnded()) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(force);
    },
  };
}

/** Ends the child when this process ends. @returns a function that undoes it */
function endWithParent(child: ChildProcess): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const kill = () => void child.kill("SIGTERM");
  const onSignal = (signal: NodeJS.Signals) => {
    // Somebody else handles it too, has something to clean up first, and will end the process.
    if (process.listenerCount(signal) > 1) return;
    kill();
    forget();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    process.off("exit", kill);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.on("exit", kill);
  for (const signal of signals) process.on(signal, onSignal);
  return forget;
}

async function ready(server: Server, endpoint: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_SECONDS * 1000;
  while (Date.now() < deadline) {
    if (server.hasEnded()) {
      const reason = server.errors();
      if (reason.includes("ENOENT")) throw new MissingRequirement(INSTALL);
      throw new Error(`The local AWS emulator (${PROGRAM}) ended at its start:\n${reason.trim()}`);
    }
    const answer = await fetch(`${endpoint}/moto-api/data.json`, { signal: AbortSignal.timeout(5000) }).catch(
      () => null,
    );
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`The local AWS emulator (${PROGRAM}) gave no answer within ${START_LIMIT_SECONDS} s.`);
}

async function describe(server: Server, endpoint: string): Promise<Emulator> {
  // A default VPC with its subnets, security group and so on, as in a new AWS account.
  const initially = await listContents(endpoint);
  return {
    endpoint,
    pid: server.child.pid ?? 0,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      // The user's own account must be out of reach.
      AWS_PROFILE: undefined,
      AWS_SESSION_TOKEN: undefined,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
    },
    contents: () => listContents(endpoint, initially),
    stop: () => server.stop(),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
